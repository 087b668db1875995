import { defineFix, type Privilege, type Step } from '#core/fix';

interface BrokenPlugin {
  readonly path: string;
  readonly privilege: Privilege;
  readonly fault:
    | { readonly kind: 'dangling'; readonly target: string }
    /** The user's own file; its mode, in octal. */
    | { readonly kind: 'not-executable'; readonly mode: string };
}

export const repairClientPlugin = defineFix<BrokenPlugin>({
  id: 'repair-client-plugin',
  title: 'Repair a plugin of the docker client',
  risk: 'safe',
  about:
    "Lets the user run their own plugin (chmod u+x), or removes a plugin's link that leads nowhere, so that the next one in docker's order is taken. It installs nothing.",
  plan: (args) => ({
    steps: [stepOf(args)],
    ...(args.fault.kind === 'dangling' ? { endsCheck: true } : {}),
  }),
});

const stepOf = ({ path, privilege, fault }: BrokenPlugin): Step =>
  fault.kind === 'dangling'
    ? {
        kind: 'exec',
        argv: ['unlink', path],
        privilege,
        why: `it leads to ${fault.target}, which does not exist`,
        keeps: path,
        watch: { kind: 'path', path, wanted: 'absent' },
        expects: `symlink to ${fault.target}`,
      }
    : {
        kind: 'exec',
        argv: ['chmod', 'u+x', path],
        privilege,
        why: `docker runs it as a program, and its mode is ${fault.mode}`,
        undo: ['chmod', 'u-x', path],
        watch: { kind: 'query', argv: ['stat', '-c', '%a', path] },
        expects: fault.mode.replace(/^0+(?=.)/, ''),
      };
