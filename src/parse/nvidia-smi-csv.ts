import { compact, integerOf, linesOf } from '#parse/text';

/**
 * `nvidia-smi --query-gpu=index,name,driver_version,uuid --format=csv,noheader`
 *
 *     0, NVIDIA GeForce RTX 3090, 535.183.01, GPU-8f3e…
 */
export interface NvidiaGpu {
  readonly index: number;
  readonly name: string;
  readonly driverVersion?: string;
  readonly uuid?: string;
}

const MAX_GPUS = 256;

/** Lines that are no GPU, such as an error text, are passed over; see `classifyNvidiaSmiFailure` for those. */
export const parseNvidiaSmiCsv = (text: string): readonly NvidiaGpu[] =>
  linesOf(text)
    .flatMap((line) => {
      const [indexText, ...fields] = line
        .slice(0, 4096)
        .split(',')
        .map((field) => field.trim());
      const index = integerOf(indexText);
      if (index === undefined || fields.length < 3) return [];
      // A name may hold a comma; the two fields at the end do not.
      const [driverVersion, uuid] = fields.slice(-2).map(said);
      return [compact({ index, name: fields.slice(0, -2).join(', '), driverVersion, uuid })];
    })
    .slice(0, MAX_GPUS);

/** nvidia-smi prints `[N/A]`, `[Not Supported]` or `[Unknown Error]` for what it cannot say. */
const said = (field: string): string | undefined =>
  field === '' || field.startsWith('[') ? undefined : field;
