import { defineCheck } from '#core/check';
import { code } from '#core/finding';
import { platform } from '#facts/platform';

export const categoryName = defineCheck({
  id: 'category/name',
  title: 'A positive sentence, true when all is well',
  about: 'One or two sentences: what goes wrong in the world, and how it shows.',
  symptoms: ['what a person sees or says, in their words'],
  needs: { platform },
  codes: {
    'category-code': code<{ readonly release: string }>({
      severity: 'warning',
      message: ({ release }) => `What is wrong with kernel ${release}, in one sentence.`,
      cause: () => 'Why it is so, in plain words.',
      consequence: () => 'What does not work because of it.',
      remedy: () => 'What to do about it.',
    }),
  },
  evaluate: ({ platform: { kernelRelease } }) => ({
    evidence: [{ source: 'uname -r', observed: kernelRelease }],
    findings: kernelRelease.startsWith('2.')
      ? [{ code: 'category-code', subject: 'kernel', params: { release: kernelRelease } }]
      : [],
  }),
});
