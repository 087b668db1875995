import type { Report, RowStatus } from '#core/report';

/** The word that stands beside each glyph, in every face. */
export const STATUS_WORD: Readonly<Record<RowStatus, string>> = {
  ok: 'ok',
  warning: 'warning',
  error: 'error',
  skipped: 'skipped',
  unverified: 'unverified',
};

/** `12 ok, 1 error, 2 skipped`: only what there is. */
export const summaryText = ({ summary }: Pick<Report, 'summary'>): string =>
  (Object.keys(STATUS_WORD) as RowStatus[]) // the record's own keys
    .filter((status) => summary[status] > 0)
    .map((status) => `${summary[status]} ${STATUS_WORD[status]}`)
    .join(', ');

/** The one sentence that says how the whole run ended. Never says more than was looked at. */
export const verdictText = (report: Report): string => {
  const roots = report.rootCauses.length;
  switch (report.verdict) {
    case 'findings':
      return roots === 1 ? 'One root cause was found.' : `${roots} root causes were found.`;
    case 'inconclusive':
      return report.summary.ok === 0
        ? 'Nothing could be verified.'
        : 'Nothing wrong was found, but not everything could be verified.';
    case 'partial':
      return `Nothing wrong in the part that was looked at (${report.selection?.asked ?? 0} of ${report.selection?.of ?? 0} checks).`;
    case 'healthy':
      return `Healthy: every check that applies to ${hostOf(report)} was verified.`;
  }
};

/** What was looked at: a recording tells of another machine, or of another day. */
export const hostOf = ({ target }: Pick<Report, 'target'>): string =>
  target.kind === 'replay' ? 'the recorded host' : 'this host';
