import { code } from '#core/finding';
import { configCodes, START_SYMPTOMS } from './daemon-health.config.codes.ts';
import { placeCodes } from './daemon-health.place.codes.ts';
import { startCodes } from './daemon-health.start.codes.ts';

/** The sentences of `engine/daemon-health`; here those about an engine that runs. */
export const daemonCodes = {
  ...configCodes,
  ...startCodes,
  ...placeCodes,
  'containerd-hung': code<{ readonly process: string | undefined; readonly state: string | undefined }>({
    severity: 'error',
    message: () => 'The engine answers, but containerd behind it does not.',
    cause: ({ process, state }) => stuckCause(process, state),
    consequence: () =>
      'docker info, docker version and docker run wait for ever, while docker ps still answers.',
    remedy: ({ state }) =>
      state === 'T'
        ? 'Let containerd continue (kill -CONT with its process number).'
        : 'Look at disk and memory, then restart containerd: running containers survive that. Never delete /var/lib/containerd.',
  }),
  'engine-unresponsive': code<{ readonly id: string; readonly afterMs: number | undefined }>({
    severity: 'error',
    message: ({ id }) => `The engine at ${id} answers a ping, but neither /info nor /containers/json.`,
    cause: () =>
      'The engine is stuck in a lock, or the host has too little memory, CPU or disk speed for it.',
    consequence: () => 'Most docker commands wait for ever without a message.',
    remedy: () =>
      'Look at the load, memory and disk of the host, save a stack dump of dockerd (kill -USR1), then restart it.',
  }),
  'engine-too-old': code<{ readonly version: string; readonly floor: string }>({
    severity: 'warning',
    message: ({ version, floor }) => `The engine is ${version}; the oldest supported release is ${floor}.`,
    cause: () => 'The engine has not been upgraded for a long time.',
    consequence: () =>
      'Newer clients (act, Compose, Testcontainers) refuse it, and it gets no security fixes.',
    remedy: () =>
      'Upgrade the engine from the packages of the distribution or of Docker; images and volumes stay.',
    docs: 'https://docs.docker.com/engine/install/',
  }),
  'container-stuck-removal': code<{ readonly count: number; readonly names: readonly string[] }>({
    severity: 'warning',
    message: ({ count, names }) =>
      `${count} removed ${count === 1 ? 'container is' : 'containers are'} still there, dead: ${names.join(', ')}.`,
    cause: () =>
      'The engine could not delete the files: something else holds a mount or a file among them (monitoring that mounts the data root, a backup, an immutable file), or the disk refused.',
    consequence: () =>
      'Name and space stay taken, and docker rm fails again until what holds the files is gone.',
    remedy: ({ names }) =>
      `docker rm ${names[0] ?? ''} says what is held; sudo grep -l with the container's id in /proc/*/mountinfo finds who holds a mount. End that, and remove the container again. Delete nothing by hand in the engine's data directory.`,
  }),
  'oom-host-kills-engine': code<{
    readonly unit: string;
    readonly down: boolean;
    readonly observed: string;
  }>({
    severity: 'error',
    message: ({ unit, down, observed }) =>
      `${unit} was ended for want of memory${down ? '' : ', and was started anew since'} (${observed}).`,
    cause: () =>
      'Something on the host, often a container or build without a limit, took what memory there was, and the kernel or systemd-oomd ended a large process: this one.',
    consequence: ({ down }) =>
      down
        ? 'No client reaches the engine, and nobody looks after its containers.'
        : 'Commands and builds that were under way broke off, and without live-restore containers ended; it will happen again.',
    remedy: ({ unit, down }) =>
      `${down ? `Start it (sudo systemctl start ${unit}), then find` : 'Find'} who took the memory: sudo journalctl --dmesg --grep 'out of memory'. Give containers limits (mem_limit in Compose), or the host more memory or swap.`,
    leadsTo: [...START_SYMPTOMS, 'containerd-unreachable'],
  }),
  'engine-runtime-missing': code<{ readonly name: string; readonly path: string }>({
    severity: 'info',
    message: ({ name, path }) =>
      `The engine offers the runtime "${name}", whose program ${path} does not exist.`,
    cause: () => 'The program was removed or moved, and its entry under "runtimes" in daemon.json stayed.',
    consequence: ({ name }) =>
      `Containers that ask for it (docker run --runtime ${name}, runtime in Compose) do not start; others do.`,
    remedy: ({ name }) =>
      `Install what brings the program, or take the entry "${name}" out of /etc/docker/daemon.json and restart the engine.`,
  }),
  'podman-info-failed': code<{ readonly exitCode: number; readonly detail: string }>({
    severity: 'error',
    message: ({ exitCode, detail }) => `podman info fails with exit code ${exitCode}: ${detail}`,
    cause: () => 'Podman cannot set up its storage, its user namespace or its runtime for this user.',
    consequence: () => 'No podman command that touches containers or images works for this user.',
    remedy: () => 'Read the whole message with podman info, and cure what it names.',
  }),
  'engines-two-installed': code<{ readonly engines: readonly string[]; readonly sameSocket: boolean }>({
    severity: 'info',
    message: ({ engines }) => `Several Docker Engines are on this host: ${engines.join('; ')}.`,
    cause: () => 'They were installed side by side, and each keeps images and containers of its own.',
    consequence: ({ sameSocket }) =>
      sameSocket
        ? 'Both claim /var/run/docker.sock: which one answers depends on which started last, and images seem to come and go.'
        : 'What one of them has pulled or started is not seen through the other.',
    remedy: ({ sameSocket }) =>
      sameSocket
        ? 'Choose one, and stop the other for good (snap stop --disable docker, or systemctl disable --now docker). Purge neither before its volumes are saved.'
        : 'Nothing, if it is meant so; docker context use chooses between them.',
  }),
  'desktop-vs-engine-images': code<{
    readonly empty: string;
    readonly full: readonly string[];
    /** The address of one that holds something. */
    readonly example: string;
  }>({
    severity: 'info',
    message: ({ empty, full }) =>
      `The engine that docker uses, ${empty}, holds nothing; another of this host does: ${full.join('; ')}.`,
    cause: () =>
      'Each engine keeps images, containers and volumes of its own. Installing Docker Desktop or another engine, or a docker context, made docker ask another one than before.',
    consequence: () => 'docker images and docker ps are empty, as if everything were lost; it is not.',
    remedy: ({ example }) =>
      `Look at the other engine (docker -H ${example} images). To go back to the engine of this host: docker context use default. Pull and build nothing anew before that.`,
  }),
  'daemon-tcp-unencrypted': code<{ readonly address: string; readonly encrypted: boolean }>({
    severity: 'warning',
    message: ({ address, encrypted }) =>
      encrypted
        ? `The engine listens on ${address} and does not verify who calls.`
        : `The engine listens on ${address} without encryption and without asking who calls.`,
    cause: () => 'A tcp:// address was given among its hosts, without tlsverify.',
    consequence: () => 'Whoever reaches the address is root on this host.',
    remedy: () =>
      'Take the address away, and reach the engine through ssh:// or TLS with client certificates on port 2376.',
    docs: 'https://docs.docker.com/engine/security/protect-access/',
  }),
  'daemon-nofile-infinity': code<{ readonly unit: string; readonly kernelLimit: number }>({
    severity: 'info',
    message: ({ unit, kernelLimit }) =>
      `${unit} has LimitNOFILE=infinity, so that containers may open ${kernelLimit} files each.`,
    cause: () =>
      'Older units of Docker and containerd set no limit, and newer kernels allow a thousand million.',
    consequence: () =>
      'Programs that walk through all possible files (old MySQL, rpm, fakeroot, Python 2) start slowly or take gigabytes.',
    remedy: ({ unit }) =>
      `If a program suffers: a drop-in for ${unit} with LimitNOFILE=1048576, or "default-ulimits" in daemon.json.`,
  }),
  'net-ip-forward-off': code<Record<never, never>>({
    severity: 'warning',
    message: () => 'IPv4 forwarding is switched off on this host.',
    cause: () =>
      'A sysctl setting or a network tool switched net.ipv4.ip_forward off after the engine had started.',
    consequence: () => 'Containers reach nothing outside, and their published ports are not reached.',
    remedy: () =>
      'Switch it on (sysctl net.ipv4.ip_forward=1), and find the file under /etc/sysctl.d that says 0.',
  }),
  'net-bridge-nf-off': code<{ readonly settings: readonly string[] }>({
    severity: 'info',
    message: ({ settings }) => `Bridge traffic does not pass the firewall: ${settings.join(', ')} is off.`,
    cause: () => 'The module br_netfilter is not loaded, or a sysctl setting switches it off.',
    consequence: () => 'Rules between containers of one network are not enforced.',
    remedy: () => 'If that matters here: modprobe br_netfilter, and set the values to 1.',
  }),
  'swap-limit-warning': code<{ readonly text: string }>({
    severity: 'info',
    message: ({ text }) => `The kernel lacks a limit that docker run can set: ${text}.`,
    cause: () => 'The kernel was started without this accounting, which Debian and Ubuntu leave off.',
    consequence: () => 'The limit is ignored, with a warning, where a container asks for it.',
    remedy: () => 'Nothing, unless you use it; then start the kernel with swapaccount=1.',
  }),
  'cgroup-v1-deprecated': code<Record<never, never>>({
    severity: 'info',
    message: () => 'This host uses control groups version 1, which the engine will stop supporting.',
    cause: () => 'The kernel command line or an old distribution keeps version 1.',
    consequence: () => 'Nothing today; a later engine will not start here.',
    remedy: () => 'Plan the change to version 2 with the next upgrade of the distribution.',
  }),
  'engine-warning': code<{ readonly text: string }>({
    severity: 'info',
    message: ({ text }) => `The engine warns: ${text}`,
    cause: () => 'The engine found this when it looked at its own surroundings.',
    consequence: () => 'See the warning itself.',
    remedy: () => 'Act on it if the feature that it names is used here.',
  }),
};

const stuckCause = (process: string | undefined, state: string | undefined): string => {
  if (process === undefined) return 'containerd was stopped, is short of memory, or waits for a slow disk.';
  if (state === 'T') return `${process} is stopped (state T): a signal, a debugger or the freezer halted it.`;
  if (state === 'D') return `${process} waits for a disk that does not answer (state D).`;
  return `${process} runs (state ${state ?? 'unknown'}) but is stuck.`;
};
