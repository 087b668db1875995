import { defineFix, type Step } from '#core/fix';
import type { EditableLine } from '#facts/sysctl-files';
import { type DropIn, dropInStep, LAST_WINS, sysctlStep } from './_sysctl.ts';

interface Forwarding {
  /** Where the setting is to be kept. */
  readonly dropIn: DropIn;
  /** Lines that switch it off and come after the drop-in, so that they would win. */
  readonly later: readonly EditableLine[];
}

const KEY = 'net.ipv4.ip_forward';

export const switchOnForwarding = defineFix<Forwarding>({
  id: 'switch-on-forwarding',
  title: 'Let this host forward packets of containers (IPv4)',
  risk: 'safe',
  about:
    'Sets net.ipv4.ip_forward to 1 now and for later boots, by a file under /etc/sysctl.d, and switches off lines that come after it and say 0. It changes no rule of the firewall.',
  plan: ({ dropIn, later }) => ({
    steps: [
      sysctlStep({ key: KEY, now: '0', wanted: '1' }),
      dropInStep(dropIn, [{ key: KEY, wanted: '1' }]),
      ...later.map(switchedOff),
    ],
    notes: [
      'A host that forwards is a router: what its firewall lets through passes from one network to another.',
      LAST_WINS,
    ],
  }),
});

const switchedOff = ({ path, text, line }: EditableLine): Step => ({
  kind: 'edit-file',
  path,
  edit: { kind: 'lines', change: [{ line, becomes: `# switched off by dockmedic: ${line}` }] },
  expect: text,
  privilege: 'root',
  why: `${path} is read after the file above, and says 0`,
});
