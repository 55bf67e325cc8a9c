// SOFI — keys of the officers' queue and of the examination. Loaded with `defer` by their pages alone; without it
// everything is a link or a button.
//
// [aria-keyshortcuts="s"]    the key presses it: a link, a button, a summary.
// table.file                 J and K go down and up its rows (the link of the row has the focus, Enter opens it), P
//                            takes or gives back the row.
// .diff                      N goes to the next change.
// [data-raccourcis]          turns the keys off, or on again, for this browser (WCAG 2.1.4).
// Never while a field has the focus, never with Ctrl, Alt or Cmd. `kbd` is drawn only where keys work: html.a-raccourcis.
'use strict';
(() => {
  const OFF = 'sofi-sans-raccourcis';
  const root = document.documentElement;
  const off = () => { try { return localStorage.getItem(OFF) === '1'; } catch { return false; } };
  const toggle = document.querySelector('[data-raccourcis]');

  function show() {
    root.classList.toggle('a-raccourcis', !off());
    root.classList.add('a-touches');
    if (toggle) toggle.textContent = off() ? 'Utiliser des touches' : 'Ne plus utiliser ces touches';
  }
  toggle?.addEventListener('click', () => {
    try { localStorage.setItem(OFF, off() ? '' : '1'); } catch { /* not kept */ }
    show();
  });
  show();

  // ------------------------------------------------------------------ rows
  const rows = () => [...document.querySelectorAll('table.file > tbody > tr')];
  function here() {
    return document.activeElement?.closest('table.file > tbody > tr') ?? document.querySelector('tr.est-ici');
  }
  function go(step) {
    const all = rows();
    const at = all.indexOf(here());
    const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
    next?.querySelector('a')?.focus();
  }
  document.addEventListener('focusin', (event) => {
    const row = event.target.closest('table.file > tbody > tr');
    if (row) rows().forEach((other) => other.classList.toggle('est-ici', other === row));
  });

  // ------------------------------------------------------------------ changes
  function nextChange() {
    const all = [...document.querySelectorAll('.diff tbody tr:not(.inchanges):not(.ligne-question) > th')];
    const at = all.findIndex((cell) => cell.contains(document.activeElement));
    const next = all[(at + 1) % all.length];
    next?.setAttribute('tabindex', '-1');
    next?.focus();
  }

  function press(key) {
    const target = document.querySelector(`[aria-keyshortcuts="${CSS.escape(key)}"]`);
    target?.click();
    return Boolean(target);
  }

  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], dialog');
    if (off() || typing || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const key = event.key.toLowerCase();
    const queue = rows().length > 0;
    const done = queue && key === 'j' ? go(1) ?? true
      : queue && key === 'k' ? go(-1) ?? true
        : queue && key === 'p' ? (here()?.querySelector('button')?.click(), true)
          : key === 'n' && !queue ? nextChange() ?? true
            : /^[a-z]$/.test(key) && press(key);
    if (done) event.preventDefault();
  });
})();
