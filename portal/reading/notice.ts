// What was done a moment ago: an answer to a form leads on to a page, and its address names what to say there.

export function noticeOf({ searchParams }: URL, sentences: Readonly<Record<string, string>>): string | undefined {
  const done = searchParams.get('done') ?? '';
  return Object.hasOwn(sentences, done) ? sentences[done] : undefined;
}
