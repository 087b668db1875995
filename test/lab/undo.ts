import type { UndoDocument } from '#core/report';
import type { Doctor, Said } from './doctor.ts';
import type { As, LabHost } from './host.ts';
import { changesBetween, type Snapshot, snapshotOf } from './snapshot.ts';

/** Takes the latest repair back; what it complains of. `before`: the host before the repair. */
export const undoing = async (
  fixed: Said,
  before: Snapshot,
  host: LabHost,
  doctor: Doctor,
  as: As,
): Promise<readonly string[]> => {
  const repairs = fixed.report?.repairs ?? [];
  const [only] = repairs;
  // Of several repairs each would be taken back by itself; of one that cannot be, nothing is promised.
  if (repairs.length !== 1 || only?.undo === undefined) return [];
  const said = await doctor(host, ['undo', '--yes', '--json'], as);
  const { undo } = JSON.parse(said.stdout) as Partial<UndoDocument>; // `undo --json` prints one
  if (said.exitCode !== 0 || undo?.state !== 'undone')
    return [`undo of ${only.fix}: exit ${said.exitCode}, ${said.stdout}${said.stderr}`];
  const changes = changesBetween(before.map(lasting), (await snapshotOf(host, userOf(as))).map(lasting));
  const unexpected = changes.filter((line) => !COMES_AND_GOES.test(line));
  return undo.text.includes('This stays') || unexpected.length === 0
    ? []
    : [`undo of ${only.fix} did not bring back what was before:\n${unexpected.join('\n')}`];
};

const userOf = ({ user = 'root' }: As): string => user;

/** Without times: what was written again as it was is newer, and so is the directory that it stands in. */
const lasting = (line: string): string => line.replace(/^(\w \d+ \S+) [\d.]+ /, '$1 ');

/** What services make and remove as they start and stop, the copies that usermod keeps of what it changed, the empty
 *  directories that systemctl leaves, and the networks that Podman sets up at its first start. */
const COMES_AND_GOES =
  / \/run\/docker(?:\.sock|\.pid)?(?: ->|$)|\/etc\/(?:group|gshadow|passwd|shadow|subuid|subgid)-|^\+ d |\/\.config\/cni\//;
