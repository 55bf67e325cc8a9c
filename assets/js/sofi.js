// SOFI — what JavaScript adds to pages that work without it. Loaded with `defer`.
// Events are heard on the document, so that what a dialog brings later is served too.
//
// form[data-suivi]           unsaved changes: its .record (or itself) gets .is-edited, its .save-note says
//                            so, and leaving the page asks first, unless it goes with the form that is
//                            saved or cancelled (a link of its .save-bar).
// .choix-plie                a folded list of boxes: its [data-resume] says what is ticked.
// [data-seul]                a check box that excludes the others of its name.
// [data-compteur="50"]       characters counted as the server counts them, in the element #ID-compte.
// body[data-compte]          somebody is logged in: what is typed and not saved is kept for the tab, under the
//                            token of the drawn form, and is put back when one comes back to the page.
//                            data-pris: the form of this token is saved; data-refuse: it is what this page answers.
//                            form[data-page] is the address of its page, where that is not the form's.
// form[data-auto="3000"]     a draft: kept by itself so many ms after the last key (fields `version` and `vu` follow);
//                            its .save-note says when. What is wrong is left to the person, and so is a conflict.
// form[method=post]          sent once: a second click while the answer is on its way does nothing.
// .error-summary             takes the focus when the page opens.
// .section-nav               its link to the section that one reads bears aria-current.
// [data-dialogue]            a link, or a button with data-adresse: opens that page in <dialog class="panel">.
//                            Its value, if any, is the id of the list that the choice goes to. On any
//                            failure the link is followed, the button sends its form.
//   in the dialog            GET forms and links to the same path stay in it; a search field searches as
//                            one types when the page has an element [data-resultats]; [data-fermer]
//                            closes; [data-compte-choix] says how many are ticked.
//   form[data-choix]         sent by its button « valider »: its ticked boxes go to the list instead.
// ul[data-modele="ID"]       a list of chosen things. The <template> #ID makes one <li>: [data-valeur]
//                            takes the value, [data-libelle] the words. data-max="25": the most.
// form[data-envoi]           with a file chosen, it is sent with a bar (its [data-envoi-etat]) and a button that
//                            stops it ([data-arreter]); the answer takes the place of the page, unless it is an
//                            error, which is told there. Cut on the way, everything typed is still there.
// button[data-retour]        back to the page before, which holds what was typed.
//   input[data-octets-max]   the most bytes of its file: told at once, not after the journey.
// [name=code_postal]         beside a commune_insee: five digits bring the communes; the town follows the
//                            commune until a person writes it (ville_proposee).
// button[data-ici]           sends its form; of the answer only the section around it takes its place.
// input[data-chercher]       its Enter key presses the button beside it; it is no part of what is saved.
// [data-sans-script]         what only a page without JavaScript needs.
//   li of a record           with fields: the model bears « GENRE-0 » in its names, a new one the instant (data-genre).
//   button[data-ajouter]     adds one to the list of that id.
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
  // Known from the fields, each against what the page was drawn with: never from what was tried. A save that
  // the browser did not do, because the person stayed on the page, leaves everything as it is.
  const marked = (form) => form.closest('.record') ?? form;
  const drawnEdited = new WeakSet(); // the server drew them with words that are not saved
  const drawnLists = new WeakMap();
  const watched = () => document.querySelectorAll('form[data-suivi]');
  const rowsOf = (list) => [...list.querySelectorAll('input[data-valeur]')].map((input) => input.value).join('\n');

  // Options may be replaced by others: the first look tells
  const drawnSelects = new WeakMap();
  const chosenOf = (select, what) => [...select.options].filter((option) => option[what]).map((option) => option.value).join('\n');
  function drawnChoice(select) {
    if (!drawnSelects.has(select)) {
      const drawn = chosenOf(select, 'defaultSelected');
      drawnSelects.set(select, drawn || select.multiple ? drawn : select.options[0]?.value ?? '');
    }
    return drawnSelects.get(select);
  }

  function differs(field) {
    if (field.type === 'hidden' || field.type === 'submit' || field.type === 'button' || field.matches('[data-chercher]')) return false;
    if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked;
    if (field.type === 'file') return field.files.length > 0;
    if (field.tagName === 'SELECT') return chosenOf(field, 'selected') !== drawnChoice(field);
    return 'defaultValue' in field && field.value !== field.defaultValue;
  }

  const isEdited = (form) => drawnEdited.has(form) || [...form.elements].some(differs)
    || [...form.querySelectorAll('ul[data-modele]')].some((list) => rowsOf(list) !== (drawnLists.get(list) ?? ''));

  function recount(form) {
    if (!form?.matches('[data-suivi]')) return;
    const edited = isEdited(form);
    marked(form).classList.toggle('is-edited', edited);
    if (edited) keepSoon(form);
    const note = form.querySelector('.save-note:not(.is-bad)');
    if (!note || form.querySelector('.conflit-champ')) return; // what was saved but for a choice stays told
    note.dataset.avant ??= note.textContent;
    note.textContent = edited ? 'Modifications non enregistrées' : note.dataset.avant;
  }
  const onEdit = ({ target }) => recount(target.closest?.('form'));
  document.addEventListener('input', onEdit);
  document.addEventListener('change', onEdit);
  document.addEventListener('reset', ({ target }) => setTimeout(() => recount(target)));

  // One choice that excludes the others: what is ticked last stays
  document.addEventListener('change', ({ target }) => {
    if (target.type !== 'checkbox' || !target.checked || !target.form) return;
    const others = [...target.form.elements].filter((box) => box !== target && box.checked && box.name === target.name
      && (target.matches('[data-seul]') || box.matches('[data-seul]')));
    for (const box of others) box.checked = false;
    if (others.length) announce(`Décoché : ${others.map((box) => box.parentElement.textContent.trim()).join(', ')}`);
  }, true);

  // A folded list of boxes says what is ticked
  document.addEventListener('change', ({ target }) => {
    const words = target.type === 'checkbox' && target.closest('.choix-plie')?.querySelector('[data-resume]');
    if (!words) return;
    const ticked = [...target.closest('.choix-plie').querySelectorAll('input:checked')];
    words.textContent = ticked.map((box) => box.parentElement.textContent.trim()).join(', ') || 'Choisir…';
  });

  // The form whose words go with the navigation that has just been asked for: saved or given up
  let leaving = null;
  const isLeft = (form) => form !== leaving && isEdited(form);
  window.addEventListener('beforeunload', (event) => {
    const asks = [...watched()].some(isLeft);
    leaving = null;
    if (!asks) return;
    event.preventDefault();
    // Runs once the person has answered: after « Rester », everything can be saved again
    setTimeout(() => sentAt.clear());
  });

  // ------------------------------------------------------------------ what was typed is kept
  // No page is kept by the browser (no-store), so that one comes back to a page that is drawn anew. What was typed
  // and not saved waits in the storage of the tab, under the token that the page was first drawn with; the entry of
  // the history remembers it. Kept when a form is sent and when the page goes. Passwords and files never are.
  const MINE = `saisie:${document.body.dataset.compte}:`;
  const LARGEST = 200000; // characters of a field; a form that may be sent has fewer
  let here = null; // the token
  let sent = null; // the form that was sent from this page
  let before; // the token of the form that this page answers, which was not taken
  const storedKeys = () => Object.keys(sessionStorage).filter((key) => key.startsWith('saisie:'));
  const read = (token) => JSON.parse(sessionStorage.getItem(MINE + token));
  const forget = (keys) => keys.forEach((key) => sessionStorage.removeItem(key));
  // A storage that is full, or that the person has closed, must never stop anything
  function ifStored(work) {
    try {
      return work();
    } catch {
      return null;
    }
  }

  // Without room, what is oldest goes first
  function write(token, record) {
    if (!Object.keys(record.forms).length && !record.link) return forget([MINE + token]);
    const others = storedKeys().filter((key) => key !== MINE + token).map((key) => [JSON.parse(sessionStorage.getItem(key)).at, key]);
    const oldest = others.sort(([one], [other]) => one - other).map(([, key]) => key);
    const text = JSON.stringify(record);
    while (ifStored(() => sessionStorage.setItem(MINE + token, text) ?? true) === null) {
      if (!oldest.length) return forget([MINE + token]);
      forget(oldest.splice(0, 1));
    }
    return undefined;
  }

  const isLogout = (form) => form?.getAttribute('action') === '/deconnexion';
  const keptForms = () => [...document.forms].filter((form) => form.method === 'post' && !isLogout(form) && !form.closest('dialog'));
  const nameOfForm = (form) => [form.getAttribute('action'), form.matches('[data-suivi]') || form.querySelector('[type=submit]')?.name,
    form.elements.section?.value, form.elements.geste?.value].join(' ');

  // What a person writes and chooses; a gesture that is confirmed is confirmed anew each time
  const isWritten = (field) => field.name && !field.name.startsWith('confirm')
    && (field.type.startsWith('select') || ('defaultValue' in field && !/^(hidden|password|file|submit|button)$/.test(field.type)));

  // [its place in the form, the field]
  function placesOf(form) {
    const seen = {};
    return [...form.elements]
      .filter(isWritten)
      .map((field) => {
        if (/^(checkbox|radio)$/.test(field.type)) return [`${field.name}=${field.value}`, field];
        seen[field.name] = (seen[field.name] ?? -1) + 1;
        return [`${field.name} ${seen[field.name]}`, field];
      });
  }
  const stateOf = (field) => (/^(checkbox|radio)$/.test(field.type) ? field.checked
    : field.tagName === 'SELECT' ? [...field.selectedOptions].map((option) => [option.value, option.text]) : field.value);
  const labelledRows = (list) => [...list.children].map((row) => [row.querySelector('[data-valeur]').value, row.querySelector('[data-libelle]').textContent]);

  // Where the server drew what is not saved, all of it is; elsewhere, what differs from the page
  function typedIn(form) {
    const all = drawnEdited.has(form);
    const fields = placesOf(form).filter(([, field]) => all || differs(field)).map(([place, field]) => [place, stateOf(field)]);
    const lists = [...form.querySelectorAll('ul[data-modele]')].filter((list) => all || rowsOf(list) !== (drawnLists.get(list) ?? ''));
    return {
      fields: fields.filter(([, state]) => !(state.length > LARGEST)),
      lists: lists.map((list) => [list.id, labelledRows(list)]),
      version: form.elements.version?.value, // that it was made from: the save compares
      seen: form.elements.vu?.value,
      town: form.elements.ville_proposee?.value,
    };
  }

  function keepTyped(form) {
    sent = form ?? sent;
    if (isLogout(sent)) return ifStored(() => forget(storedKeys()));
    const forms = keptForms().filter(isEdited).map((one) => [nameOfForm(one), typedIn(one)]);
    return here && ifStored(() => write(here, {
      at: Date.now(), forms: Object.fromEntries(forms), sent: sent && nameOfForm(sent), before,
    }));
  }
  window.addEventListener('pagehide', () => keepTyped(null));

  // Saved: nothing is left to come back to, neither there nor on the pages that were refused before
  function forgetSaved(token) {
    for (let at = token, record; (record = at && read(at)); at = record.before) {
      if (record.sent) delete record.forms[record.sent];
      write(at, record.sent ? record : { forms: {} });
    }
  }

  // A button of the page before had added lines
  function addLine(form, name) {
    const fields = [...form.elements].filter((field) => field.name === name);
    const last = fields.at(-1)?.closest('.textes > div');
    if (!last) return;
    const line = last.cloneNode(true);
    const number = (text) => text.replace(/\d+(?=\D*$)/, (n) => Number(n) + 1);
    for (const part of line.querySelectorAll('*')) {
      for (const what of ['id', 'for', 'aria-label']) if (part.hasAttribute(what)) part.setAttribute(what, number(part.getAttribute(what)));
      if (part.matches('input')) part.value = part.defaultValue = '';
      if (part.matches('label') && !part.children.length) part.textContent = number(part.textContent);
    }
    last.after(line);
  }
  const fieldAt = (form, place) => placesOf(form).find(([one]) => one === place)?.[1];

  function putBackField(field, state) {
    if (field.tagName === 'SELECT') {
      const present = new Set([...field.options].map((option) => option.value));
      for (const [value, words] of state) if (!present.has(value)) field.add(new Option(words, value));
      const chosen = new Set(state.map(([value]) => value));
      for (const option of field.options) option.selected = chosen.has(option.value);
    } else if (typeof state === 'boolean') {
      field.checked = state;
    } else {
      field.value = state;
    }
  }
  function putBackList(list, rows) {
    const drawn = new Map([...list.children].map((row) => [row.querySelector('[data-valeur]').value, row]));
    list.replaceChildren();
    for (const [value, words] of rows) {
      if (drawn.has(value)) list.append(drawn.get(value));
      else addRow(list, value, words);
    }
  }

  function putBack(form, { fields, lists, version, seen, town }) {
    for (const [id, rows] of lists) if (form.contains(byId(id))) putBackList(byId(id), rows);
    if (town !== undefined && form.elements.ville_proposee) form.elements.ville_proposee.value = town;
    const changed = [];
    for (const [place, state] of fields) {
      if (!fieldAt(form, place)) addLine(form, place.replace(/ \d+$/, ''));
      const field = fieldAt(form, place);
      if (!field || field.readOnly || field.disabled) continue;
      putBackField(field, state);
      changed.push(field);
    }
    if (!isEdited(form)) return false;
    if (version && form.elements.version) form.elements.version.value = version;
    if (seen && form.elements.vu) form.elements.vu.value = seen;
    for (const field of changed) {
      for (let part = field.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
      // Counted, and its communes proposed, as when it was typed
      if (field.matches('input, textarea')) field.dispatchEvent(new Event('input', { bubbles: true }));
    }
    recount(form);
    return true;
  }

  // The entry of a page that answers a form is made the one of the form's page: coming back asks for nothing to be
  // sent again
  function rememberHere(token) {
    const { refuse } = document.body.dataset;
    const form = document.querySelector('form[data-suivi]');
    if (refuse && !form) return;
    here = (!refuse && history.state?.saisie) || token;
    const address = refuse ? new URL(form.dataset.page ?? form.getAttribute('action'), location) : location.href;
    history.replaceState({ saisie: here }, '', address);
  }

  // Coming back, browsers put back by themselves what was typed, whoever did and even if it was saved since: some
  // before this runs, some after, where completion is not refused
  function startAfresh(form) {
    form.reset();
    form.autocomplete = 'off';
    for (const field of form.querySelectorAll('[autocomplete]')) field.autocomplete = 'off';
  }

  function findTyped() {
    const { compte, pris, refuse } = document.body.dataset;
    const token = document.querySelector('main input[name=envoi]')?.value;
    if (!compte) return;
    if (performance.getEntriesByType('navigation')[0]?.type !== 'navigate') keptForms().forEach(startAfresh);
    ifStored(() => forget(storedKeys().filter((key) => !key.startsWith(MINE)))); // of somebody else
    if (pris) ifStored(() => forgetSaved(pris));
    if (token) rememberHere(token);
    const record = here && ifStored(() => read(here));
    const forms = record?.forms;
    before = refuse ?? record?.before;
    // A step between two forms, which has no page to come back to
    if (refuse && !here && token && token !== refuse) ifStored(() => write(token, { at: Date.now(), forms: {}, before, link: true }));
    if (!forms) { // nothing waits under that token, which may have been used
      if (here && here !== token) history.replaceState({ saisie: here = token }, '');
      return;
    }
    const found = keptForms().filter((form) => forms[nameOfForm(form)] && putBack(form, forms[nameOfForm(form)]));
    for (const field of document.querySelectorAll('main input[name=envoi]')) field.value = here;
    if (found.length) announce('Votre saisie non enregistrée est de retour');
  }

  // Another part of this page is the same entry; one that has been written over is another page
  window.addEventListener('popstate', ({ state }) => {
    if (here && !state?.saisie) history.replaceState({ saisie: here }, '');
    else if (here && state.saisie !== here) location.reload();
  });
  // Kept whole by the browser, while what it shows was saved elsewhere or its person has gone
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted && here && keptForms().some(isEdited) && !ifStored(() => read(here))) location.reload();
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
    if (list.dataset.genre) numberRow(row, list.dataset.genre, value);
    list.append(row);
    return row;
  }

  // A record inside the record: « lieu-0-ligne1 » of the model becomes that of its own place
  function numberRow(row, genre, place) {
    const model = new RegExp(`\\b${genre}([-:])0\\b`, 'g');
    for (const part of [row, ...row.querySelectorAll('*')]) {
      for (const what of ['id', 'name', 'for', 'value', 'aria-describedby']) {
        const text = part.getAttribute(what);
        if (text?.includes(genre)) part.setAttribute(what, text.replace(model, `${genre}$1${place}`));
      }
    }
  }

  const showRoom = (list) => {
    const button = document.querySelector(`button[data-ajouter="${list.id}"]`);
    if (button) button.hidden = Boolean(list.dataset.max) && list.children.length >= Number(list.dataset.max);
  };
  document.addEventListener('change', ({ target }) => {
    if (target.matches?.('ul[data-genre]')) showRoom(target);
  });

  function addRecord(button) {
    const list = byId(button.dataset.ajouter);
    const places = [...list.querySelectorAll('input[data-valeur]')].map((input) => Number(input.value));
    const row = addRow(list, String(Math.max(Date.now(), ...places.map((place) => place + 1))), 'Nouveau');
    list.dispatchEvent(new Event('change', { bubbles: true }));
    row.querySelector('.form-control, .form-select')?.focus();
  }

  // ------------------------------------------------------------------ what an answer draws again
  // The person may have gone on since she asked: the focus that the answer finds when it comes stays on the same
  // thing, drawn anew; on `otherwise` where that is no longer there.
  const nameOf = (one) => [one.tagName, one.id || one.getAttribute('href')
    || (one.name ? `${one.name} ${/^(checkbox|radio|submit)$/.test(one.type) ? one.value : ''}` : one.textContent)].join(' ');

  function redraw(place, draw, otherwise) {
    const held = document.activeElement;
    const inside = place.contains(held);
    const [root, name] = [place.parentElement, nameOf(held)];
    const caret = [held.selectionStart, held.selectionEnd];
    draw();
    if (!inside || held.isConnected) return;
    const again = [...root.querySelectorAll(held.tagName)].find((one) => nameOf(one) === name);
    (again ?? otherwise)?.focus();
    if (again && Number.isInteger(caret[0])) again.setSelectionRange(...caret);
  }

  // The part of the page around a button, as the server draws it: what was typed is in it, and what has been typed since
  // is put back
  async function redrawHere(button) {
    const { form } = button;
    const section = button.closest('section[id], .genre-rare');
    const [asked, states] = [document.activeElement, keptState(form)];
    const body = new URLSearchParams(new FormData(form));
    body.append(button.name, button.value);
    try {
      const answer = await fetch(form.action, { method: 'POST', body, credentials: 'same-origin' });
      const part = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById(section.id);
      if (!answer.ok || !part) throw new Error(answer.status);
      const since = placesOf(form).filter(([, field]) => section.contains(field) && states.get(field) !== JSON.stringify(stateOf(field)))
        .map(([place, field]) => [place, stateOf(field)]);
      const wentOn = since.length > 0 || document.activeElement !== asked;
      redraw(section, () => {
        section.replaceWith(part);
        for (const [place, state] of since) if (fieldAt(form, place)) putBackField(fieldAt(form, place), state);
      });
      for (const aside of part.querySelectorAll('[data-sans-script]')) aside.hidden = true;
      drawnEdited.add(form);
      recount(form);
      if (!wentOn) part.querySelector('[autofocus]')?.focus();
    } catch {
      delete button.dataset.ici;
      form.requestSubmit(button);
    }
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
    row.remove();
    list.dispatchEvent(new Event('change', { bubbles: true }));
    (next?.querySelector('button[data-retirer]') ?? document.querySelector(`[data-dialogue="${list.id}"], [data-ajouter="${list.id}"]`))?.focus();
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

  // Loads `url` into the dialog, the latest request alone. Of a search only the results change: the field keeps its
  // words and its caret.
  async function load(url) {
    const state = open;
    state.request?.abort();
    const request = new AbortController();
    state.request = request;
    try {
      const part = await fetchPart(url, request.signal);
      const place = open.dialog.querySelector('[data-resultats]');
      const results = place && part.querySelector('[data-resultats]');
      if (results) redraw(place, () => place.replaceWith(results), open.dialog.querySelector('input[type=search]'));
      else redraw(open.dialog, () => open.dialog.replaceChildren(...part.childNodes));
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
    if (await load(addressOf(link)) || !dialog.isConnected || !dialog.firstChild) return;
    dialog.showModal();
    (dialog.querySelector('[autofocus], input[type=search]') ?? dialog.querySelector('input, button, a'))?.focus();
  }

  function searchUrl(form) {
    const url = new URL(form.getAttribute('action') ?? '', location);
    url.search = new URLSearchParams(new FormData(form)).toString();
    for (const box of form.querySelectorAll('input[type=checkbox]')) url.searchParams.delete(box.name);
    return url;
  }

  // ------------------------------------------------------------------ communes of a postal code
  // What the post writes for the commune chosen stays in the field of that name: as long as it is the town, the
  // town follows. The server does the same (web/lieu.c).
  const isNamed = (field, name) => field.name === name || field.name?.endsWith(`-${name}`);
  // The other fields of the address that `field` is of: of its record, « lieu-2-… », or of the form
  const placeOf = (field, name) => {
    const of = (one) => field.form.elements[field.name.slice(0, -name.length) + one];
    return {
      select: of('commune_insee'), town: of('bureau_distributeur') ?? of('ville'), proposed: of('ville_proposee'),
      button: of('proposer_communes'), code: of('code_postal'),
    };
  };
  const codeOf = (field) => field.value.replace(/\s/g, '');
  const known = new Map(); // postal code → its communes

  async function communesOf(code) {
    if (!known.has(code)) {
      const answer = await fetch(`/annuaire/communes?code_postal=${code}`).catch(() => null);
      if (!answer?.ok) return null;
      known.set(code, (await answer.json()).communes);
    }
    return known.get(code);
  }

  function followTown({ select, town, proposed }, communes) {
    if (town.value.trim() && town.value.trim() !== proposed.value) return;
    town.value = communes.find((commune) => commune.code === select.value)?.bureau ?? '';
    proposed.value = town.value;
  }

  async function proposeCommunes(field) {
    const place = placeOf(field, 'code_postal');
    const code = codeOf(field);
    if (!place.select || !/^[0-9]{5}$/.test(code)) return;
    const communes = await communesOf(code);
    if (codeOf(field) !== code) return;
    // CEDEX: the server proposes the whole department; or a slip, which it tells; or no answer
    if (communes?.length && place.button === document.activeElement) place.select.focus();
    place.button.hidden = Boolean(communes?.length);
    if (!communes?.length) return;
    const before = place.select.value;
    const kept = communes.some((commune) => commune.code === before) ? before : communes.length === 1 ? communes[0].code : '';
    place.select.replaceChildren(...(kept ? [] : [new Option('', '')]), ...communes.map(({ code: insee, nom }) => new Option(nom, insee)));
    place.select.value = kept;
    followTown(place, communes);
    announce(plural(communes.length, 'commune proposée', 'communes proposées'));
    recount(field.form);
  }

  async function followCommune(select) {
    const place = placeOf(select, 'commune_insee');
    if (!place.proposed) return;
    const communes = await communesOf(codeOf(place.code));
    if (communes?.some((commune) => commune.code === select.value)) followTown(place, communes);
    recount(select.form);
  }
  document.addEventListener('input', ({ target }) => {
    if (isNamed(target, 'code_postal')) proposeCommunes(target);
  });
  document.addEventListener('change', ({ target }) => {
    if (isNamed(target, 'commune_insee')) followCommune(target);
    else if (isNamed(target, 'code_postal') && codeOf(target) && !/^[0-9]{5}$/.test(codeOf(target))) {
      const { button } = placeOf(target, 'code_postal'); // it says what is wrong
      if (button) button.hidden = false;
    }
  });

  // ------------------------------------------------------------------ files
  function tellFile(input, message) {
    let place = byId(`${input.id}-erreur`);
    if (!place && message) {
      place = document.createElement('p');
      place.className = 'invalid-feedback';
      place.id = `${input.id}-erreur`;
      place.setAttribute('role', 'alert');
      input.before(place);
    }
    input.parentElement.classList.toggle('field-error', Boolean(message));
    input.classList.toggle('is-invalid', Boolean(message));
    if (message) {
      place.textContent = message;
      input.setAttribute('aria-invalid', 'true');
    } else {
      place?.remove();
      input.removeAttribute('aria-invalid');
    }
  }

  function isTooLarge(input) {
    const file = input.files[0];
    const large = Boolean(file) && file.size > Number(input.dataset.octetsMax);
    // Tenths, rounded up, as the server does: a byte too many must not read « 5 Mo, 5 Mo au maximum »
    const size = large ? (Math.ceil((file.size * 10) / 1048576) / 10).toLocaleString('fr') : '';
    tellFile(input, large ? `Certification (fichier)\u00a0: ${size}\u00a0Mo, 5\u00a0Mo au maximum` : '');
    return large;
  }
  document.addEventListener('change', ({ target }) => {
    if (target.matches?.('input[data-octets-max]')) isTooLarge(target);
  });

  function showAnswer(request) {
    if (request.responseURL) history.pushState(null, '', request.responseURL); // a page of its own, with a form of its own
    document.open();
    document.write(request.responseText);
    document.close();
  }

  // The page of an error has nothing of what was typed: its words come into the form instead
  const isForm = (status) => status < 400 || [403, 409, 422].includes(status);
  function wordsOf(html) {
    const page = new DOMParser().parseFromString(html, 'text/html');
    const words = [...page.querySelectorAll('main h1, main [data-erreur]')].map((part) => part.textContent.trim());
    return words.length > 1 ? `${words[0]}\u00a0: ${words.slice(1).join(' ')}` : 'Le serveur n’a pas pu répondre.';
  }

  const OTHERS = 'D’autres parties de cette page ont des modifications non enregistrées, qui seraient perdues. Enregistrer celle-ci quand même\u00a0?';

  function sendFile(form, submitter) {
    if ([...watched()].some((other) => other !== form && isEdited(other)) && !window.confirm(OTHERS)) return;
    const state = form.querySelector('[data-envoi-etat]');
    const words = state.querySelector('.envoi-texte');
    const stop = state.querySelector('[data-arreter]');
    const request = new XMLHttpRequest();
    const body = new FormData(form);
    keepTyped(form);
    if (submitter?.name) body.append(submitter.name, submitter.value);
    const buttons = form.querySelectorAll('button[type=submit]');
    const wait = (waiting) => {
      const held = document.activeElement;
      for (const button of buttons) button.disabled = waiting;
      stop.hidden = !waiting;
      state.querySelector('progress').hidden = !waiting;
      // From a button that goes to the one that comes; elsewhere the person has gone on
      if (waiting && [...buttons].includes(held)) stop.focus();
      else if (!waiting && [stop, document.body].includes(held)) submitter?.focus();
    };
    const again = (said) => {
      wait(false);
      words.textContent = said;
    };
    state.hidden = false;
    wait(true);
    words.textContent = '';
    stop.onclick = () => request.abort();
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      const part = Math.round((100 * loaded) / (total || 1));
      state.querySelector('progress').value = part;
      words.textContent = part < 100 ? `${part}\u00a0%` : 'Reçu, vérification en cours…';
    });
    // What has arrived may be saved: too late to say that it is not
    request.upload.addEventListener('load', () => { stop.hidden = true; });
    request.addEventListener('load', () => {
      if (isForm(request.status)) showAnswer(request);
      else again(`${wordsOf(request.responseText)} Votre saisie est toujours là.`);
    });
    request.addEventListener('error', () => again('Envoi interrompu\u00a0: rien n’a été enregistré, votre saisie est toujours là. Vérifiez la connexion, puis recommencez.'));
    request.addEventListener('abort', () => again('Envoi annulé\u00a0: rien n’a été enregistré, votre saisie et votre fichier sont toujours là.'));
    request.open('POST', form.action);
    request.send(body);
  }

  // True when the form needs no ordinary sending any more
  function sentWithFile(form, submitter) {
    const input = form.matches('[data-envoi]') ? form.querySelector('input[type=file]') : null;
    if (!input?.files.length) return false;
    if (isTooLarge(input)) input.focus();
    else sendFile(form, submitter);
    return true;
  }

  // ------------------------------------------------------------------ events
  let typingTimer = 0;
  document.addEventListener('input', ({ target }) => {
    if (!open?.dialog.contains(target) || target.type !== 'search') return;
    clearTimeout(typingTimer);
    typingTimer = setTimeout(() => {
      if (open?.dialog.querySelector('[data-resultats]')) load(searchUrl(target.form));
    }, 200);
  });
  document.addEventListener('change', ({ target }) => {
    if (open && target.closest('form[data-choix]') && open.dialog.contains(target)) keepChoice(target);
  });

  // No answer after a while, or back from another page: the form can be sent again
  const WAIT = 10000;
  const sentAt = new Map();
  const isOnItsWay = (form) => performance.now() - (sentAt.get(form) ?? -WAIT) < WAIT;
  window.addEventListener('pageshow', () => sentAt.clear());

  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (isOnItsWay(form) || waitsForDraft(form, event.submitter)) return event.preventDefault();
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
      load(searchUrl(form));
    } else if (sentWithFile(form, event.submitter)) {
      event.preventDefault();
    } else {
      if (form.method === 'post') {
        sentAt.set(form, performance.now());
        keepTyped(form);
      }
      leaving = form;
    }
  });

  document.addEventListener('click', (event) => {
    leaving = null;
    sent = null;
    if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest('a[href], button[data-retirer], button[data-fermer], button[data-dialogue], button[data-ajouter], button[data-ici]');
    if (!link) return;
    const inDialog = open?.dialog.contains(link);
    if (link.matches('ul[data-modele] button[data-retirer]')) {
      event.preventDefault();
      removeRow(link);
    } else if (link.matches('[data-ajouter]')) {
      event.preventDefault();
      addRecord(link);
    } else if (link.matches('[data-ici]')) {
      event.preventDefault();
      redrawHere(link);
    } else if (inDialog && link.matches('[data-fermer]')) {
      event.preventDefault();
      open.dialog.close();
    } else if (inDialog && link.pathname === open.path) {
      event.preventDefault();
      load(new URL(link.href));
    } else if (link.matches('[data-dialogue]') && !open) {
      event.preventDefault();
      openDialog(link);
    } else if (link.closest('form[data-suivi] .save-bar')) {
      leaving = link.closest('form');
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !event.target.matches('input[data-chercher]')) return;
    event.preventDefault();
    event.target.parentElement.querySelector('button').click();
  });

  // Of the versions of what two people changed, the one that is being written is the chosen one
  document.addEventListener('input', ({ target }) => {
    const choice = target.closest('.autre-version')?.parentElement.querySelector(':scope > input');
    if (choice) choice.checked = true;
  });

  // ------------------------------------------------------------------ a draft is kept by itself
  const TRY_AGAIN = 10000;
  const keeping = new Map(); // form → { timer, sending, again, stopped }
  const keeperOf = (form) => keeping.get(form) ?? keeping.set(form, {}).get(form);

  function keepSoon(form) {
    if (!form.matches('[data-auto]')) return;
    const keeper = keeperOf(form);
    clearTimeout(keeper.timer);
    if (!keeper.stopped) keeper.timer = setTimeout(() => keepDraft(form), Number(form.dataset.auto));
  }

  function sayKept(form, words, bad) {
    const note = form.querySelector('.save-note');
    note.classList.toggle('is-bad', bad);
    note.textContent = words;
    if (bad) announce(words); // a save every few seconds, read aloud, would be unbearable
    else note.dataset.avant = words;
  }

  const keptState = (form) => new Map(placesOf(form).map(([, field]) => [field, JSON.stringify(stateOf(field))]));
  const keptLists = (form) => new Map([...form.querySelectorAll('ul[data-modele]')].map((list) => [list, rowsOf(list)]));

  // What was sent is what the page was drawn with; what was typed since, and what is wrong, differs from it
  function takeAsDrawn(form, fields, lists, wrong) {
    const isWrong = (name) => wrong.some((one) => name === one || name.startsWith(`${one}-`));
    drawnEdited.delete(form);
    for (const [field, state] of fields) {
      if (isWrong(field.name)) continue;
      const sent = JSON.parse(state);
      if (/^(checkbox|radio)$/.test(field.type)) field.defaultChecked = sent;
      else if (field.tagName === 'SELECT') drawnSelects.set(field, sent.map(([value]) => value).join('\n'));
      else field.defaultValue = sent;
    }
    for (const [list, rows] of lists) if (!wrong.some((one) => one.startsWith(`${list.dataset.genre}-`))) drawnLists.set(list, rows);
  }

  // A new record that has just been made: the page is its own from now on
  function goesOnAt(form, address) {
    if (form.getAttribute('action') === address) return;
    form.setAttribute('action', address);
    delete form.dataset.page;
    history.replaceState(history.state, '', address);
  }

  async function keepDraft(form) {
    const keeper = keeperOf(form);
    keeper.again = Boolean(keeper.sending);
    if (keeper.sending || keeper.stopped || !isEdited(form)) return;
    const [fields, lists] = [keptState(form), keptLists(form)];
    const body = new URLSearchParams(new FormData(form));
    body.append('auto', '1');
    keeper.sending = fetch(form.action, { method: 'POST', body, credentials: 'same-origin', redirect: 'error' });
    try {
      const answer = await keeper.sending;
      // Anything else than its own answer (a page: logged out, in trouble) is for the person to see when she saves
      if (!answer.headers.get('content-type')?.startsWith('application/json')) throw new Error(answer.status);
      const kept = await answer.json();
      if (answer.ok) {
        form.elements.version.value = kept.version;
        form.elements.vu.value = kept.vu;
        goesOnAt(form, kept.adresse);
        takeAsDrawn(form, fields, lists, kept.fautes);
        const wrong = kept.fautes.length ? `, sauf ${plural(kept.fautes.length, 'champ', 'champs')} à corriger` : '';
        const others = kept.autres ? `. Quelqu’un d’autre a aussi changé\u00a0: ${kept.autres}` : '';
        sayKept(form, `Enregistré à ${kept.heure}${wrong}${others}`, false);
        marked(form).classList.toggle('is-edited', isEdited(form));
      } else if (answer.status === 422) {
        sayKept(form, `Pas encore enregistré\u00a0: il manque «\u00a0${kept.attendu}\u00a0»`, false);
      } else {
        keeper.stopped = true;
        sayKept(form, `Non enregistré\u00a0: ${kept.conflit} a été changé par quelqu’un d’autre. Enregistrez pour choisir.`, true);
      }
    } catch {
      sayKept(form, `Non enregistré\u00a0: connexion perdue, nouvel essai dans ${TRY_AGAIN / 1000}\u00a0s`, true);
      keeper.timer = setTimeout(() => keepDraft(form), TRY_AGAIN);
    }
    keeper.sending = null;
    if (keeper.again) keepSoon(form); // typed while it was on its way
  }

  // A save by the person waits for the one on its way, so as not to meet it
  function waitsForDraft(form, submitter) {
    const keeper = keeping.get(form);
    clearTimeout(keeper?.timer);
    if (!keeper?.sending) return false;
    keeper.again = false;
    keeper.sending.catch(() => {}).finally(() => setTimeout(() => form.requestSubmit(submitter)));
    return true;
  }

  // ------------------------------------------------------------------ the summary of a record
  // The section that one reads is the last whose top has passed the upper third of the window; at the end of
  // the page, where the last ones cannot come so high, the one that the address names, or the last
  function sectionRead(links) {
    const sections = [...links.keys()];
    const top = (section) => section.getBoundingClientRect().top;
    const end = scrollY > 0 && scrollY + innerHeight > document.scrollingElement.scrollHeight - 2;
    const low = end ? sections.filter((section) => top(section) >= innerHeight / 3) : [];
    return low.find((section) => links.get(section).hash === location.hash) ?? low.at(-1)
      ?? sections.findLast((section) => top(section) < innerHeight / 3) ?? sections[0];
  }
  function followSections(nav) {
    const links = new Map();
    for (const link of nav.querySelectorAll('a[href*="#"]:not(.vers-champ)')) {
      const place = link.pathname === location.pathname && byId(link.hash.slice(1));
      if (place) links.set(place.closest('.section-pliee') ?? place, link);
    }
    const mark = () => {
      const here = sectionRead(links);
      for (const [section, link] of links) {
        if (section === here) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    };
    document.addEventListener('scroll', () => requestAnimationFrame(mark), { passive: true });
    mark();
  }
  for (const nav of document.querySelectorAll('.section-nav')) followSections(nav);

  // What a link leads to is opened by the browser; by this one where it does not yet
  function openTarget() {
    for (let part = byId(location.hash.slice(1))?.closest('details'); part; part = part.parentElement.closest('details')) part.open = true;
  }
  window.addEventListener('hashchange', openTarget);

  // What takes the focus by the keyboard is whole in the window, above the bar that sticks to its bottom
  let pressed = false;
  for (const [name, down] of [['pointerdown', true], ['pointerup', false], ['pointercancel', false]])
    document.addEventListener(name, () => { pressed = down; }, true);
  document.addEventListener('focusin', ({ target }) => {
    if (!pressed && target.closest('form')) target.scrollIntoView({ block: 'nearest' });
  });

  // ------------------------------------------------------------------ when the page opens
  for (const part of document.querySelectorAll('[data-sans-script]')) part.hidden = true;
  document.querySelector('.error-summary')?.focus();
  for (const button of document.querySelectorAll('button[data-retour]')) {
    button.hidden = false;
    button.addEventListener('click', () => history.back());
  }
  for (const form of watched()) {
    if (marked(form).classList.contains('is-edited')) drawnEdited.add(form);
    for (const list of form.querySelectorAll('ul[data-modele]')) drawnLists.set(list, rowsOf(list));
    for (const select of form.querySelectorAll('select')) drawnChoice(select);
  }
  findTyped();
  // Back from another page, the browser has put back what was typed
  window.addEventListener('pageshow', () => watched().forEach(recount));
})();
