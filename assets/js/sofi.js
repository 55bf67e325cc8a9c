// SOFI — what JavaScript adds to pages that work without it. Loaded with `defer`.
// Events are heard on the document, so that what a dialog brings later is served too.
//
// form[data-suivi]           unsaved changes: its .record (or itself) gets .is-edited, its .save-note says
//                            so, and leaving the page asks first. Saved or cancelled (a link of its
//                            .save-bar): forgotten.
// [data-compteur="50"]       characters counted as the server counts them, in the element #ID-compte.
// .error-summary             takes the focus when the page opens.
// [data-dialogue]            a link, or a button with data-adresse: opens that page in <dialog class="panel">.
//                            Its value, if any, is the id of the list that the choice goes to. On any
//                            failure the link is followed, the button sends its form.
//   in the dialog            GET forms and links to the same path stay in it; a search field searches as
//                            one types when the page has an element [data-resultats]; [data-fermer]
//                            closes; [data-compte-choix] says how many are ticked.
//   form[data-choix]         sent by its button « valider »: its ticked boxes go to the list instead.
// ul[data-modele="ID"]       a list of chosen things. The <template> #ID makes one <li>: [data-valeur]
//                            takes the value, [data-libelle] the words. data-max="25": the most.
//   button[data-retirer]     in it: takes its row away (without JavaScript it sends the form).
// Requests of the dialog carry `HX-Request: true`; the answer may be a fragment or a whole page.
'use strict';
(() => {
  // ------------------------------------------------------------------ small tools
  const plural = (n, one, many) => `${n} ${n > 1 ? many : one}`;
  const byId = (id) => (id ? document.getElementById(id) : null);

  const status = document.createElement('div');
  status.className = 'visually-hidden';
  status.setAttribute('role', 'status');
  document.body.append(status);
  // Emptied first: the same words twice are said twice
  function announce(words) {
    status.textContent = '';
    setTimeout(() => { status.textContent = words; }, 50);
  }

  // ------------------------------------------------------------------ unsaved changes
  const marked = (form) => form.closest('.record') ?? form;
  const edited = new Set();

  function markEdited(form) {
    edited.add(form);
    marked(form).classList.add('is-edited');
    const note = form.querySelector('.save-note:not(.is-bad)');
    if (note) {
      note.dataset.avant ??= note.textContent;
      note.textContent = 'Modifications non enregistrées';
    }
  }
  function forgetEdited(form) {
    if (!edited.delete(form)) return;
    marked(form).classList.remove('is-edited');
    const note = form.querySelector('.save-note');
    if (note?.dataset.avant !== undefined) note.textContent = note.dataset.avant;
  }
  const onEdit = (event) => {
    const form = event.target.closest?.('form[data-suivi]');
    if (form) markEdited(form);
  };
  document.addEventListener('input', onEdit);
  document.addEventListener('change', onEdit);
  document.addEventListener('reset', (event) => forgetEdited(event.target));
  window.addEventListener('beforeunload', (event) => {
    for (const form of edited) if (!form.isConnected) edited.delete(form);
    if (edited.size) event.preventDefault();
  });

  // ------------------------------------------------------------------ counters
  // One character is one code point after NFC, without the spaces at both ends: base/text.h
  document.addEventListener('input', ({ target }) => {
    const counter = target.dataset?.compteur && byId(`${target.id}-compte`);
    if (!counter) return;
    const length = [...target.value.normalize('NFC').trim()].length;
    counter.textContent = `${length} / ${target.dataset.compteur}`;
    counter.classList.toggle('is-over', length > Number(target.dataset.compteur));
  });

  // ------------------------------------------------------------------ lists of chosen things
  const valuesOf = (list) => [...list.querySelectorAll('input[data-valeur]')].map((input) => input.value);

  function addRow(list, value, label) {
    const row = byId(list.dataset.modele).content.firstElementChild.cloneNode(true);
    for (const part of row.querySelectorAll('[data-valeur]')) part.value = value;
    for (const part of row.querySelectorAll('[data-libelle]')) part.textContent = label;
    list.append(row);
  }

  function addAll(list, chosen) {
    const present = new Set(valuesOf(list));
    const wanted = [...chosen].filter(([value]) => !present.has(value));
    const room = list.dataset.max ? Math.max(0, Number(list.dataset.max) - present.size) : Infinity;
    const added = wanted.slice(0, room);
    for (const [value, label] of added) addRow(list, value, label);
    if (added.length) list.dispatchEvent(new Event('change', { bubbles: true }));
    const full = wanted.length > room ? `, ${list.dataset.max} au maximum` : '';
    announce(`${plural(added.length, 'ajout', 'ajouts')}${full}`);
  }

  function removeRow(button) {
    const list = button.closest('ul[data-modele]');
    const row = button.closest('li');
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const label = row.querySelector('[data-libelle]')?.textContent ?? '';
    list.dispatchEvent(new Event('change', { bubbles: true }));
    row.remove();
    (next?.querySelector('button[data-retirer]') ?? document.querySelector(`[data-dialogue="${list.id}"]`))?.focus();
    announce(`${label} retiré`);
  }

  // ------------------------------------------------------------------ dialogs
  let open = null; // { dialog, opener, path, chosen: Map value → words, request }

  // The part of an answer that goes in the dialog; null when it is another page (the login page)
  async function fetchPart(url, signal) {
    const answer = await fetch(url, { signal, credentials: 'same-origin', headers: { 'HX-Request': 'true', 'X-Fragment': '1' } });
    if (!answer.ok || new URL(answer.url).pathname !== url.pathname) throw new Error(`${answer.status} ${answer.url}`);
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return page.querySelector('main') ?? page.body;
  }

  function showChoice() {
    const list = byId(open.opener.dataset.dialogue);
    const present = new Set(list ? valuesOf(list) : []);
    for (const box of open.dialog.querySelectorAll('form[data-choix] input:is([type=checkbox], [type=radio])')) {
      box.disabled = present.has(box.value);
      if (box.disabled || open.chosen.has(box.value)) box.checked = true;
    }
    const count = open.dialog.querySelector('[data-compte-choix]');
    if (count) count.textContent = plural(open.chosen.size, 'terme coché', 'termes cochés');
  }

  function keepChoice(box) {
    if (box.type === 'radio') open.chosen.clear();
    if (box.checked) open.chosen.set(box.value, box.closest('label').textContent.trim());
    else open.chosen.delete(box.value);
    showChoice();
  }

  // Loads `url` into the dialog, the latest request alone. While one types, only the results change:
  // the field keeps its words and its caret.
  async function load(url, typing) {
    const state = open;
    state.request?.abort();
    const request = new AbortController();
    state.request = request;
    try {
      const part = await fetchPart(url, request.signal);
      const place = open.dialog.querySelector('[data-resultats]');
      const results = typing && place && part.querySelector('[data-resultats]');
      if (results) place.replaceWith(results);
      else open.dialog.replaceChildren(...part.childNodes);
      const title = open.dialog.querySelector('h1, h2');
      if (title) open.dialog.setAttribute('aria-labelledby', (title.id ||= 'dialogue-titre'));
      for (const box of results ? [] : open.dialog.querySelectorAll('form[data-choix] input:checked:enabled')) keepChoice(box);
      showChoice();
    } catch (error) {
      if (error.name === 'AbortError') return true;
      state.dialog.close();
      state.dialog.remove();
      open = null;
      giveUp(state.opener, url);
    }
    return request.signal.aborted;
  }

  // Without the dialog, as without JavaScript: nothing typed is lost
  function giveUp(opener, url) {
    if (!opener.form) return location.assign(url);
    forgetEdited(opener.form);
    opener.form.requestSubmit(opener);
  }

  const addressOf = (opener) => new URL(opener.dataset.adresse ?? opener.href, location);

  async function openDialog(link) {
    const dialog = document.createElement('dialog');
    dialog.className = 'panel';
    document.body.append(dialog);
    const state = { dialog, opener: link, path: addressOf(link).pathname, chosen: new Map() };
    open = state;
    dialog.addEventListener('close', () => {
      state.request?.abort();
      dialog.remove();
      if (open === state) open = null;
      link.focus();
    });
    if (await load(addressOf(link), false) || !dialog.isConnected || !dialog.firstChild) return;
    dialog.showModal();
    (dialog.querySelector('[autofocus], input[type=search]') ?? dialog.querySelector('input, button, a'))?.focus();
  }

  function searchUrl(form) {
    const url = new URL(form.getAttribute('action') ?? '', location);
    url.search = new URLSearchParams(new FormData(form)).toString();
    for (const box of form.querySelectorAll('input[type=checkbox]')) url.searchParams.delete(box.name);
    return url;
  }

  async function reload(url) {
    const focused = document.activeElement.id;
    await load(url, false);
    (byId(focused) ?? open?.dialog.querySelector('input[type=search]'))?.focus();
  }

  // ------------------------------------------------------------------ events
  let typingTimer = 0;
  document.addEventListener('input', ({ target }) => {
    if (!open?.dialog.contains(target) || target.type !== 'search') return;
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => {
      if (open?.dialog.querySelector('[data-resultats]')) load(searchUrl(target.form), true);
    }, 200);
  });
  document.addEventListener('change', ({ target }) => {
    if (open && target.closest('form[data-choix]') && open.dialog.contains(target)) keepChoice(target);
  });

  document.addEventListener('submit', (event) => {
    const form = event.target;
    const inDialog = open?.dialog.contains(form);
    if (event.defaultPrevented) return;
    const validates = form.matches('[data-choix]') && event.submitter?.name === 'valider';
    if (inDialog && validates && byId(open.opener.dataset.dialogue)) {
      event.preventDefault();
      const { dialog, opener, chosen } = open;
      dialog.close();
      addAll(byId(opener.dataset.dialogue), chosen);
    } else if (inDialog && form.method === 'get') {
      event.preventDefault();
      clearTimeout(typingTimer);
      reload(searchUrl(form));
    } else {
      forgetEdited(form);
    }
  });

  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a[href], button[data-retirer], button[data-fermer], button[data-dialogue]');
    if (!link) return;
    const inDialog = open?.dialog.contains(link);
    if (link.matches('ul[data-modele] button[data-retirer]')) {
      event.preventDefault();
      removeRow(link);
    } else if (inDialog && link.matches('[data-fermer]')) {
      event.preventDefault();
      open.dialog.close();
    } else if (inDialog && link.pathname === open.path) {
      event.preventDefault();
      reload(new URL(link.href));
    } else if (link.matches('[data-dialogue]') && !open) {
      event.preventDefault();
      openDialog(link);
    } else if (link.closest('form[data-suivi] .save-bar')) {
      forgetEdited(link.closest('form'));
    }
  });

  // ------------------------------------------------------------------ when the page opens
  document.querySelector('.error-summary')?.focus();
  for (const form of document.querySelectorAll('form[data-suivi]'))
    if (marked(form).classList.contains('is-edited')) edited.add(form);
})();
