/** The Compose project that made something, or the tool that says so in its labels. */
export const projectOf = (labels: Readonly<Record<string, string>>): string | undefined =>
  labels['com.docker.compose.project'] || undefined;
