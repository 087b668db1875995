import { expect, test } from 'vitest';
import { PROBE_GREETING } from '#core/probe-words';
import { parseProbeOutput } from '#parse/probe-output';

const farewell = 'dockmedic-probe end\n';

test.each([
  ['nothing', '', { greeted: false, complete: false, resolvConf: undefined }],
  [
    'an engine that spoke instead',
    'exec format error\n',
    { greeted: false, complete: false, resolvConf: undefined },
  ],
  ['a greeting cut short', 'dockmedic-pro', { greeted: false, complete: false, resolvConf: undefined }],
  ['a greeting alone', PROBE_GREETING, { greeted: true, complete: false, resolvConf: undefined }],
  [
    'a resolv.conf cut short',
    `${PROBE_GREETING}nameserver 192.0.`,
    { greeted: true, complete: false, resolvConf: undefined },
  ],
  [
    'a resolv.conf',
    `${PROBE_GREETING}nameserver 192.0.2.1\n${farewell}`,
    { greeted: true, complete: true, resolvConf: 'nameserver 192.0.2.1\n' },
  ],
  [
    'one without a last newline',
    `${PROBE_GREETING}nameserver 192.0.2.1${farewell}`,
    { greeted: true, complete: true, resolvConf: 'nameserver 192.0.2.1' },
  ],
  ['an empty one', `${PROBE_GREETING}${farewell}`, { greeted: true, complete: true, resolvConf: '' }],
  [
    'none',
    `${PROBE_GREETING}no resolv.conf\n${farewell}`,
    { greeted: true, complete: true, resolvConf: undefined },
  ],
])('%s', (_, stdout, expected) => {
  expect(parseProbeOutput(stdout)).toEqual(expected);
});
