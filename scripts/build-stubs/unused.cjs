// Stands in for packages that our dependencies require at load, and that nothing of ours ever reaches
// (ssh transport, BuildKit sessions, React's browser tools). Loading it is free; using it says so.
module.exports = new Proxy(
  {},
  {
    get: (_target, name) =>
      function unused() {
        throw new Error(`dockmedic is built without the package that has ${String(name)}`);
      },
  },
);
