/**
 * A file of `/etc/sysctl.d`: the lines that set one of the keys to the value. Slashes may stand for the dots, and a `-` in
 * front means that a failure is passed over.
 *
 *     # comment
 *     net.ipv4.ip_forward = 0
 *     -net/ipv4/conf/all/forwarding=0
 */
export const linesThatSet = (text: string, keys: readonly string[], value: string): readonly string[] =>
  text.split('\n').filter((line) => {
    const [, key = '', given] = /^\s*-?([\w./-]+)\s*=\s*(\S+)\s*$/.exec(line.slice(0, 4096)) ?? [];
    return given === value && keys.includes(key.replaceAll('/', '.'));
  });
