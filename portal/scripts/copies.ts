// Buttons that copy a text of the page. Without a clipboard, as on a page without TLS, the text is selected instead.

for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copies]')) offer(button);

function offer(button: HTMLButtonElement): void {
  const { copies = '', copied = '', failed = '' } = button.dataset;
  const text = document.getElementById(copies);
  const said = button.parentElement?.querySelector('[role="status"]');
  if (!text || !said) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    said.textContent = ''; // so that the second time is announced as well
    said.textContent = (await copy(text)) ? copied : failed;
  });
}

async function copy(text: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text.textContent ?? '');
    return true;
  } catch {
    if (text instanceof HTMLTextAreaElement) text.select();
    else getSelection()?.selectAllChildren(text);
    return false;
  }
}
