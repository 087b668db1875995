/** `Docker version 28.2.2, build e6534b4` → `28.2.2`; what Debian adds (`+dfsg1`) is no part of it. */
export const parseDockerCliVersion = (text: string): string | undefined =>
  /^Docker version (\d{1,4}(?:\.\d{1,4}){1,2})/m.exec(text)?.[1];
