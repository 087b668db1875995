// @ts-check
// `npm start`: makes sure that the program is installed and built, then becomes it.
// The syntax above the version test is old on purpose, so that an old Node can say what it lacks.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

const start = async () => {
  const { prepareOrExit, program } = await import('./prepare.mjs');
  prepareOrExit();
  // In this very process: exit code, signals and the terminal need no passing on.
  process.argv[1] = program;
  await import(program);
};

if (major > 20 || (major === 20 && minor >= 12)) {
  start();
} else {
  process.stderr.write(
    `dockmedic needs Node 20.12 or newer, this is ${process.versions.node}; see https://nodejs.org/en/download\n`,
  );
  process.exitCode = 2;
}
