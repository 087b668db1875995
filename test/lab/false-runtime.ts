import type { LabHost } from './host.ts';

/** In the place of runc: it fails to make a container, with these words of a true one, and hands everything else on. */
export const falseRuntime = async (host: LabHost, words: string): Promise<void> => {
  await host.shell('mv /usr/sbin/runc /usr/sbin/runc.true');
  await host.write(
    '/usr/sbin/words',
    JSON.stringify({ level: 'error', msg: words, time: '2026-01-01T00:00:00Z' }),
  );
  await host.write(
    '/usr/sbin/runc',
    `#!/bin/bash
log=''
for n in $(seq $#); do
  [ "\${!n}" = --log ] && at=$((n + 1)) && log=\${!at}
  [ "\${!n}" = create ] && { cat /usr/sbin/words >>"$log"; exit 1; }
done
exec /usr/sbin/runc.true "$@"
`,
  );
  await host.shell('chmod 755 /usr/sbin/runc');
};
