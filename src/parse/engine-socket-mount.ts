/** Whether a path that is mounted into a container brings an engine's socket with it, and so the rights of root. */
export const bringsEngineSocket = (path: string): boolean =>
  /\/(?:docker|podman|containerd)\.sock$|^\/(?:var\/)?run\/?$|^\/$/.test(path);
