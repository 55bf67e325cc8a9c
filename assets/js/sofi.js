// SOFI — what JavaScript adds to pages that work without it. Loaded with `defer`.
// Events are heard on the document, so that what a dialog brings later is served too.
//
// form[data-suivi]           unsaved changes: its .record (or itself) gets .is-edited, its .save-note says
//                            so, and leaving the page asks first. Saved or cancelled (a link of its
//                            .save-bar): forgotten.
// [data-compteur="50"]       characters counted as the server counts them, in the element #ID-compte.
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
// form[data-envoi]           with a file chosen, it is sent with a bar (its [data-envoi-etat]); the answer takes the
//                            place of the page. Cut on the way, everything typed is still there.
//   input[data-octets-max]   the most bytes of its file: told at once, not after the journey.
// [name=code_postal]         beside a commune_insee: five digits bring the communes and the Bureau Distributeur.
// [data-sans-script]         what only a page without JavaScript needs.
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

  // ------------------------------------------------------------------ communes of a postal code
  async function proposeCommunes(field) {
    const { commune_insee: select, bureau_distributeur, ville } = field.form.elements;
    const bureau = bureau_distributeur ?? ville;
    const code = field.value.trim();
    if (!select || !/^[0-9]{5}$/.test(code)) return;
    const answer = await fetch(`/annuaire/communes?code_postal=${code}`).catch(() => null);
    if (!answer?.ok || field.value.trim() !== code) return;
    const { communes } = await answer.json();
    // CEDEX: the server proposes the whole department; or a slip, which it tells
    const button = field.form.elements.proposer_communes;
    if (button) button.hidden = communes.length > 0;
    if (!communes.length) return;
    const before = select.value;
    const choices = communes.map(({ code: insee, nom }) => new Option(nom, insee));
    const kept = communes.some((commune) => commune.code === before) ? before : communes.length === 1 ? communes[0].code : '';
    select.replaceChildren(...(kept ? [] : [new Option('Choisir…', '')]), ...choices);
    select.value = kept;
    // What the person typed stays; what the page or an earlier code brought follows the code
    if (!bureau.value.trim() || bureau.value === (bureau.dataset.propose ?? bureau.defaultValue))
      bureau.value = bureau.dataset.propose = (communes.find((commune) => commune.code === kept) ?? communes[0]).bureau;
    announce(plural(communes.length, 'commune proposée', 'communes proposées'));
  }
  document.addEventListener('input', ({ target }) => {
    if (target.name === 'code_postal') proposeCommunes(target);
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
    if (request.responseURL) history.pushState(null, '', request.responseURL);
    document.open();
    document.write(request.responseText);
    document.close();
  }

  function sendFile(form, submitter) {
    const state = form.querySelector('[data-envoi-etat]');
    const words = state.querySelector('.envoi-texte');
    const request = new XMLHttpRequest();
    const body = new FormData(form);
    if (submitter?.name) body.append(submitter.name, submitter.value);
    const buttons = form.querySelectorAll('button[type=submit]');
    for (const button of buttons) button.disabled = true;
    state.hidden = false;
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      const part = Math.round((100 * loaded) / (total || 1));
      state.querySelector('progress').value = part;
      words.textContent = part < 100 ? `${part}\u00a0%` : 'Reçu, vérification en cours…';
    });
    request.addEventListener('load', () => {
      forgetEdited(form);
      showAnswer(request);
    });
    request.addEventListener('error', () => {
      for (const button of buttons) button.disabled = false;
      words.textContent = 'Envoi interrompu\u00a0: rien n’a été enregistré, votre saisie est toujours là. Vérifiez la connexion, puis recommencez.';
      submitter?.focus();
    });
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
      if (open?.dialog.querySelector('[data-resultats]')) load(searchUrl(target.form), true);
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
    if (isOnItsWay(form)) return event.preventDefault();
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
    } else if (sentWithFile(form, event.submitter)) {
      event.preventDefault();
    } else {
      if (form.method === 'post') sentAt.set(form, performance.now());
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

  // ------------------------------------------------------------------ the summary of a record
  // The section that one reads is the last whose top has passed the upper third of the window; at the end of
  // the page, where the last ones cannot come so high, the one that the address names, or the last
  function sectionRead(sections) {
    const top = (section) => section.getBoundingClientRect().top;
    const end = scrollY > 0 && scrollY + innerHeight > document.scrollingElement.scrollHeight - 2;
    const low = end ? sections.filter((section) => top(section) >= innerHeight / 3) : [];
    return low.find((section) => `#${section.id}` === location.hash) ?? low.at(-1)
      ?? sections.findLast((section) => top(section) < innerHeight / 3) ?? sections[0];
  }
  function followSections(nav) {
    const links = new Map();
    for (const link of nav.querySelectorAll('a[href*="#"]')) {
      const section = link.pathname === location.pathname && byId(link.hash.slice(1));
      if (section) links.set(section, link);
    }
    const mark = () => {
      const here = sectionRead([...links.keys()]);
      for (const [section, link] of links) {
        if (section === here) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
      }
    };
    document.addEventListener('scroll', () => requestAnimationFrame(mark), { passive: true });
    mark();
  }
  for (const nav of document.querySelectorAll('.section-nav')) followSections(nav);

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
  for (const form of document.querySelectorAll('form[data-suivi]'))
    if (marked(form).classList.contains('is-edited')) edited.add(form);
})();
