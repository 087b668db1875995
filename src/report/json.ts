import type { ReportDocument } from '#core/report';

/** One document, indented for people, one line break at the end. */
export const renderJson = (document: ReportDocument): string => `${JSON.stringify(document, undefined, 2)}\n`;
