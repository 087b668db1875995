import { linesOf } from '#parse/text';

/**
 * `/proc/pressure/io` (kernels since 4.20): the share of time, in percent, in which some or all programs that had
 * work to do waited for a disk.
 *
 *     some avg10=2.07 avg60=0.95 avg300=0.98 total=31505465
 *     full avg10=0.19 avg60=0.05 avg300=0.05 total=15282130
 */
export interface Pressure {
  readonly someOfMinute: number;
  readonly fullOfMinute: number;
}

export const parsePressure = (text: string): Pressure | undefined => {
  const ofMinute = (kind: string): number | undefined => {
    const line = linesOf(text).find((one) => one.startsWith(`${kind} `));
    const share = /\bavg60=(\d{1,3}(?:\.\d+)?)/.exec(line ?? '')?.[1];
    return share === undefined ? undefined : Number(share);
  };
  const [someOfMinute, fullOfMinute] = [ofMinute('some'), ofMinute('full')];
  return someOfMinute === undefined || fullOfMinute === undefined
    ? undefined
    : { someOfMinute, fullOfMinute };
};
