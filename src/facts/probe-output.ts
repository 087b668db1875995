import { defineFact } from '#core/fact';
import { type ProbeOutput, parseProbeOutput } from '#parse/probe-output';
import { containerRoundTrip } from './container-round-trip.ts';

export const probeOutput = defineFact({
  id: 'probe-output',
  summary: "what dockmedic's own container wrote",
  needs: { containerRoundTrip },
  collect: async (_host, { containerRoundTrip }): Promise<ProbeOutput> =>
    parseProbeOutput(containerRoundTrip.stdout),
});
