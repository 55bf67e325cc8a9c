#include "lheo_ecrivain.h"

#include "certification_code.h"
#include "commune.h"
#include "lheo_schema.h"
#include "lheo_xml.h"
#include "text.h"

#include <string.h>

#define ESPACE "http://lheo.gouv.fr/2.3"
#define NDA_INCONNU "99999999999"
#define DATE_INCONNUE "00000000"
#define REF_ANNEXES "V10"

/* ---- values */

struct ecrivain {
    struct lheo_xml *xml;
    struct arena *arena;
    const char *formacode; /* "V14" */
};

static const char *nombre(struct ecrivain *e, int64_t n)
{
    return arena_printf(e->arena, "%lld", (long long)n);
}

/* "20210628" of "2021-06-28". */
static const char *date(struct ecrivain *e, const char *iso)
{
    return iso && dates_is_iso(iso) ? arena_printf(e->arena, "%.4s%.2s%.2s", iso, iso + 5, iso + 8)
                                    : "";
}

static void extra(struct ecrivain *e, const char *info, const char *texte)
{
    lheo_xml_element_avec(e->xml, "extra", texte, (struct lheo_attributs){.info = info});
}

/* ---- what an element is filled with */

/* The record whose fields are the leaves, and what stands around it. */
struct source {
    const struct field_set *set;
    const void *record;
    const struct offre_details *details;       /* NULL: nothing is inside it */
    const struct formation_entiere *organisme; /* its formation: organism and contacts */
    const struct action_entiere *action;       /* of an action and below */
};

static void remplir(struct ecrivain *e, const char *nom, const struct source *source);

/* An element and what it holds; `numero` NULL: it has none. */
static void entier_numerote(struct ecrivain *e, const char *nom, const char *numero,
                            const struct source *source)
{
    lheo_xml_ouvrir_avec(e->xml, nom, numero ? "numero" : NULL, numero);
    remplir(e, nom, source);
    lheo_xml_fermer(e->xml);
}

static void entier(struct ecrivain *e, const char *nom, const struct source *source)
{
    entier_numerote(e, nom, NULL, source);
}

/* What partners may not read has no element. */
static bool est_champ(const struct field *field, const char *nom)
{
    return field->lheo && strcmp(field->lheo, nom) == 0 && field_is_for(field, FIELD_FOR_PARTNERS);
}

static const struct field *champ_lheo(const struct field_set *set, const char *nom)
{
    for (size_t i = 0; i < set->n; i++) {
        if (est_champ(&set->fields[i], nom)) {
            return &set->fields[i];
        }
    }
    return NULL;
}

/* "" where the record has no such field. */
static const char *texte_lheo(const struct source *source, const char *nom)
{
    const struct field *field = champ_lheo(source->set, nom);
    return field ? field_text(field, source->record) : "";
}

/* ---- leaves */

static void feuille(struct ecrivain *e, const char *nom, const char *texte)
{
    bool annexe =
        strcmp(nom, "code-public-vise") == 0 || strcmp(nom, "code-modalite-pedagogique") == 0;
    bool terme = strcmp(nom, "reference-code-FORMACODE") == 0;
    const char *const *dedans = lheo_schema_contenu(nom);
    if (dedans) {
        lheo_xml_enveloppe(e->xml, nom, dedans[0], texte);
        return;
    }
    lheo_xml_element_avec(e->xml, nom, texte,
                          (struct lheo_attributs){.ref = annexe  ? REF_ANNEXES
                                                         : terme ? e->formacode
                                                                 : NULL});
}

static void champ(struct ecrivain *e, const struct field *field, const void *record)
{
    bool liste = field->type == FIELD_TYPE_LIST;
    const char *seul = liste ? "" : field_text(field, record);
    struct text_list textes = liste ? field_list(field, record) : (struct text_list){&seul, 1};
    for (size_t i = 0; i < textes.n; i++) {
        feuille(e, field->lheo,
                field_is_date(field)
                    ? date(e, textes.items[i])
                    : certification_code_du_champ(e->arena, field->name, textes.items[i]));
    }
}

/* The fields that bear the name of an element: ligne1 to ligne3 are three of one. */
static bool champs(struct ecrivain *e, const char *nom, const struct source *source)
{
    bool trouve = false;
    for (size_t i = 0; i < source->set->n; i++) {
        const struct field *field = &source->set->fields[i];
        if (est_champ(field, nom)) {
            champ(e, field, source->record);
            trouve = true;
        }
    }
    return trouve;
}

static bool est_genre(const char *nom)
{
    const struct offre_genre *genre = offre_genres;
    while (genre->code && strcmp(genre->lheo, nom) != 0) {
        genre++;
    }
    return genre->code != NULL;
}

/* The records of a kind, in their order. */
static bool details(struct ecrivain *e, const char *nom, const struct source *source)
{
    for (size_t i = 0; source->details && i < source->details->n; i++) {
        const struct offre_detail *d = &source->details->items[i];
        if (strcmp(d->genre->lheo, nom) == 0) {
            const struct source dedans = {.set = d->genre->set, .record = d->record};
            entier(e, nom, &dedans);
        }
    }
    return source->details && est_genre(nom);
}

/* ---- places, dates and links, wherever they are */

static void liens(struct ecrivain *e, const char *nom, const struct source *source)
{
    struct text_list liste = field_list(champ_lheo(source->set, nom), source->record);
    lheo_xml_ouvrir(e->xml, nom);
    for (size_t i = 0; i < liste.n; i++) {
        lheo_xml_element(e->xml, "urlweb", liste.items[i]);
    }
    lheo_xml_fermer(e->xml);
}

static void periode(struct ecrivain *e, const char *debut, const char *fin)
{
    if ((!debut || !debut[0]) && (!fin || !fin[0])) {
        return;
    }
    const char *premiere = date(e, debut);
    const char *derniere = date(e, fin);
    lheo_xml_ouvrir(e->xml, "periode");
    lheo_xml_element(e->xml, "debut", premiere[0] ? premiere : DATE_INCONNUE);
    lheo_xml_element(e->xml, "fin", derniere[0] ? derniere : DATE_INCONNUE);
    lheo_xml_fermer(e->xml);
}

static void sa_periode(struct ecrivain *e, const char *nom, const struct source *source)
{
    (void)nom;
    periode(e, texte_lheo(source, "debut"), texte_lheo(source, "fin"));
}

static void adresse(struct ecrivain *e, const char *nom, const struct source *source)
{
    if (texte_lheo(source, "codepostal")[0]) {
        entier(e, nom, source);
    }
}

static void departement(struct ecrivain *e, const char *nom, const struct source *source)
{
    struct commune commune = {.insee = ""};
    char devine[4] = "";
    commune_departement(texte_lheo(source, "codepostal"), devine);
    bool connue = commune_by_insee(texte_lheo(source, "code-INSEE-commune"), &commune) == STATUS_OK;
    lheo_xml_element(e->xml, nom, connue ? commune.departement : devine);
}

/* Overseas territories are in none. */
static void region(struct ecrivain *e, const char *nom, const struct source *source)
{
    struct commune commune;
    if (commune_by_insee(texte_lheo(source, "code-INSEE-commune"), &commune) == STATUS_OK &&
        strlen(commune.region) == 2) {
        lheo_xml_element(e->xml, nom, commune.region);
    }
}

static void pays(struct ecrivain *e, const char *nom, const struct source *source)
{
    (void)source;
    lheo_xml_element(e->xml, nom, "FR");
}

static void geolocalisation(struct ecrivain *e, const char *nom, const struct source *source)
{
    if (texte_lheo(source, "latitude")[0] && texte_lheo(source, "longitude")[0]) {
        entier(e, nom, source);
    }
}

static void coordonnees_site(struct ecrivain *e, const struct site *site)
{
    const struct source source = {.set = &site_fields, .record = site};
    entier(e, "coordonnees", &source);
}

static void qualiopi(struct ecrivain *e, const struct site *site)
{
    if (text_list_holds(site->qualite, QUALITE_QUALIOPI)) {
        lheo_xml_ouvrir_avec(e->xml, "extras", "info", "qualiopi");
        extra(e, "fin-certification", date(e, site->fin_qualiopi));
        for (size_t j = 0; j < site->categories_qualiopi.n; j++) {
            extra(e, "categorie", site->categories_qualiopi.items[j]);
        }
        lheo_xml_fermer(e->xml);
    }
}

/* ---- contacts */

static void civilite(struct ecrivain *e, const char *nom, const struct source *source)
{
    lheo_xml_element(e->xml, nom, choice_label(contact_civilites, texte_lheo(source, nom)));
}

static void contact(struct ecrivain *e, const char *nom, const char *type, const struct contact *c)
{
    const struct source source = {.set = &contact_fields, .record = c};
    lheo_xml_ouvrir_avec(e->xml, nom, "numero", nombre(e, c->numero));
    lheo_xml_element(e->xml, "type-contact", type);
    entier(e, "coordonnees", &source);
    lheo_xml_ouvrir_avec(e->xml, "extras", "info", "sofi");
    extra(e, "fonction", c->fonction);
    lheo_xml_fermer(e->xml);
    lheo_xml_fermer(e->xml);
}

/* Once for each type of LHEO that the contact is: an element holds one. */
static void contact_et_types(struct ecrivain *e, const char *nom, const struct contact *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->referents.n; i++) {
        if (text_is_number(c->referents.items[i])) {
            contact(e, nom, c->referents.items[i], c);
            n++;
        }
    }
    if (n == 0) {
        contact(e, nom, NULL, c);
    }
}

/* Those whose numbers the field holds. */
static void contacts(struct ecrivain *e, const char *nom, const struct source *source)
{
    struct text_list numeros = field_list(champ_lheo(source->set, nom), source->record);
    const struct contacts *connus = &source->organisme->contacts;
    for (size_t i = 0; i < numeros.n; i++) {
        for (size_t j = 0; j < connus->n; j++) {
            if (strcmp(numeros.items[i], nombre(e, connus->items[j].numero)) == 0) {
                contact_et_types(e, nom, &connus->items[j]);
            }
        }
    }
}

/* The public ones; LHEO wants one, which may be nothing but the reception of the principal site. */
static void contacts_organisme(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct contacts *connus = &source->organisme->contacts;
    size_t n = 0;
    for (size_t i = 0; i < connus->n; i++) {
        if (connus->items[i].public) {
            contact_et_types(e, nom, &connus->items[i]);
            n++;
        }
    }
    if (n == 0) {
        lheo_xml_ouvrir(e->xml, nom);
        coordonnees_site(e, source->organisme->principal);
        lheo_xml_fermer(e->xml);
    }
}

/* ---- session */

static void adresse_inscription(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct source du_site = {.set = &site_fields, .record = source->action->site};
    lheo_xml_ouvrir(e->xml, nom);
    adresse(e, "adresse", texte_lheo(source, "codepostal")[0] ? source : &du_site);
    lheo_xml_fermer(e->xml);
}

static void periode_inscription(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct session *s = source->record;
    lheo_xml_ouvrir(e->xml, nom);
    periode(e, s->inscription_debut, s->inscription_fin);
    lheo_xml_fermer(e->xml);
}

/* As in the national feed: the info of an extra is the kind of contract or programme. */
static void dispositifs(struct ecrivain *e, const struct dispositifs *connus,
                        struct text_list codes)
{
    static const struct choice types[] = {{"apprentissage", "contrat-apprentissage"},
                                          {"professionnalisation", "contrat-professionnalisation"},
                                          {NULL, NULL}};
    lheo_xml_ouvrir_avec(e->xml, "extras", "info", "dispositif");
    for (size_t i = 0; i < codes.n; i++) {
        const struct dispositif *d = dispositif_nomme(connus, codes.items[i]);
        lheo_xml_element_avec(
            e->xml, "extra", d ? d->libelle : codes.items[i],
            (struct lheo_attributs){.info = d ? choice_label(types, d->type) : "autre",
                                    .numero = codes.items[i]});
    }
    lheo_xml_fermer(e->xml);
}

static void extras_session(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct session *s = source->record;
    dispositifs(e, &source->organisme->dispositifs, s->dispositifs);
    lheo_xml_ouvrir_avec(e->xml, nom, "info", "sofi");
    extra(e, "places", s->places);
    extra(e, "commune-lieu", s->commune);
    lheo_xml_fermer(e->xml);
}

static void sessions(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct session_entieres *toutes = &source->action->sessions;
    for (size_t i = 0; i < toutes->n; i++) {
        const struct session *s = &toutes->items[i].session;
        const struct source dedans = {.set = &session_fields,
                                      .record = s,
                                      .details = &toutes->items[i].details,
                                      .organisme = source->organisme,
                                      .action = source->action};
        entier_numerote(e, nom,
                        arena_printf(e->arena, "%lld-%lld-%lld",
                                     (long long)source->organisme->formation->numero,
                                     (long long)source->action->action->numero,
                                     (long long)s->numero),
                        &dedans);
    }
}

/* ---- action */

static void organisme_formateur(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct etablissement *o = source->organisme->etablissement;
    lheo_xml_ouvrir_avec(e->xml, nom, "numero", o->siret);
    lheo_xml_enveloppe(e->xml, "SIRET-formateur", "SIRET", o->siret);
    lheo_xml_element(e->xml, "raison-sociale-formateur", o->raison_sociale);
    lheo_xml_ouvrir(e->xml, "contact-formateur");
    coordonnees_site(e, source->action->site);
    lheo_xml_fermer(e->xml);
    lheo_xml_enveloppe(e->xml, "code-UAI-formateur", "code-UAI", o->uai);
    qualiopi(e, source->action->site);
    lheo_xml_fermer(e->xml);
}

/* What the action does not say, its site does. */
static void accueil(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct source site = {.set = &site_fields, .record = source->action->site};
    const char *propre = texte_lheo(source, nom);
    lheo_xml_element(e->xml, nom, propre[0] ? propre : texte_lheo(&site, nom));
}

/* "duree-hebdomadaire" */
static const char *info(struct ecrivain *e, const char *nom)
{
    char *copie = arena_strdup(e->arena, nom);
    for (char *c = strchr(copie, '_'); c; c = strchr(c, '_')) {
        *c = '-';
    }
    return copie;
}

/* The fields that LHEO has no element for. */
static void extras_action(struct ecrivain *e, const char *nom, const struct source *source)
{
    lheo_xml_ouvrir_avec(e->xml, nom, "info", "sofi");
    extra(e, "etat", action_etats[source->action->action->etat].code);
    for (size_t i = 0; i < source->set->n; i++) {
        const struct field *field = &source->set->fields[i];
        if (!field->lheo && field_is_for(field, FIELD_FOR_PARTNERS) &&
            (field->type == FIELD_TYPE_TEXT || field->type == FIELD_TYPE_CHOICE)) {
            extra(e, info(e, field->name), field_text(field, source->record));
        }
    }
    lheo_xml_fermer(e->xml);
}

static void actions(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct formation_entiere *f = source->organisme;
    for (size_t i = 0; i < f->actions.n; i++) {
        const struct action_entiere *a = &f->actions.items[i];
        const struct source dedans = {.set = &action_fields,
                                      .record = a->action,
                                      .details = &a->details,
                                      .organisme = f,
                                      .action = a};
        entier_numerote(e, nom,
                        arena_printf(e->arena, "%lld-%lld", (long long)f->formation->numero,
                                     (long long)a->action->numero),
                        &dedans);
    }
}

/* ---- formation */

static void formacodes(struct ecrivain *e, const char *nom, const struct source *source)
{
    struct text_list codes = field_list(champ_lheo(source->set, nom), source->record);
    for (size_t i = 0; i < codes.n; i++) {
        lheo_xml_element_avec(
            e->xml, nom, codes.items[i],
            (struct lheo_attributs){.ref = e->formacode, .tag = i == 0 ? "principal" : NULL});
    }
}

static void potentiel(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct formacode_liste *domaines = &source->organisme->etablissement->formacodes;
    lheo_xml_ouvrir(e->xml, nom);
    for (size_t i = 0; i < domaines->n; i++) {
        lheo_xml_element_avec(
            e->xml, "code-FORMACODE", domaines->items[i].code,
            (struct lheo_attributs){
                .ref = arena_printf(e->arena, "V%lld", (long long)domaines->items[i].version)});
    }
    lheo_xml_fermer(e->xml);
}

static void numero_activite(struct ecrivain *e, const char *nom, const struct source *source)
{
    const char *nda = texte_lheo(source, nom);
    lheo_xml_element(e->xml, nom, nda[0] ? nda : NDA_INCONNU);
}

static void nom_organisme(struct ecrivain *e, const char *nom, const struct source *source)
{
    lheo_xml_element(e->xml, nom, source->organisme->principal->nom_usage);
}

static void coordonnees_organisme(struct ecrivain *e, const char *nom, const struct source *source)
{
    lheo_xml_ouvrir(e->xml, nom);
    coordonnees_site(e, source->organisme->principal);
    lheo_xml_fermer(e->xml);
}

static void qualiopi_organisme(struct ecrivain *e, const char *nom, const struct source *source)
{
    (void)nom;
    qualiopi(e, source->organisme->principal);
}

static void organisme_responsable(struct ecrivain *e, const char *nom, const struct source *source)
{
    const struct etablissement *o = source->organisme->etablissement;
    const struct source dedans = {
        .set = &etablissement_fields, .record = o, .organisme = source->organisme};
    entier_numerote(e, nom, o->siret, &dedans);
}

/* One element for all of them. */
static void modules_prerequis(struct ecrivain *e, const char *nom, const struct source *source)
{
    lheo_xml_ouvrir(e->xml, nom);
    for (size_t i = 0; i < source->details->n; i++) {
        const struct offre_detail *d = &source->details->items[i];
        if (strcmp(d->genre->lheo, nom) == 0) {
            const struct source dedans = {.set = d->genre->set, .record = d->record};
            remplir(e, nom, &dedans);
        }
    }
    lheo_xml_fermer(e->xml);
}

/* ---- elements */

/* What is more than the fields and the records that bear its name; in `dans`, NULL: anywhere. */
static const struct {
    const char *dans, *nom;
    void (*ecrire)(struct ecrivain *, const char *nom, const struct source *);
} particuliers[] = {
    {"domaine-formation", "code-FORMACODE", formacodes},
    {"formation", "contact-formation", contacts},
    {"formation", "url-formation", liens},
    {"formation", "action", actions},
    {"formation", "organisme-formation-responsable", organisme_responsable},
    {"formation", "modules-prerequis", modules_prerequis},
    {"organisme-formation-responsable", "numero-activite", numero_activite},
    {"organisme-formation-responsable", "nom-organisme", nom_organisme},
    {"organisme-formation-responsable", "coordonnees-organisme", coordonnees_organisme},
    {"organisme-formation-responsable", "contact-organisme", contacts_organisme},
    {"organisme-formation-responsable", "potentiel", potentiel},
    {"organisme-formation-responsable", "extras", qualiopi_organisme},
    {"action", "url-action", liens},
    {"action", "session", sessions},
    {"action", "restauration", accueil},
    {"action", "hebergement", accueil},
    {"action", "transport", accueil},
    {"action", "acces-handicapes", accueil},
    {"action", "organisme-formateur", organisme_formateur},
    {"action", "extras", extras_action},
    {"session", "adresse-inscription", adresse_inscription},
    {"session", "periode-inscription", periode_inscription},
    {"session", "contact-session", contacts},
    {"session", "extras", extras_session},
    {"coordonnees", "civilite", civilite},
    {"adresse", "departement", departement},
    {"adresse", "region", region},
    {"adresse", "pays", pays},
    {"adresse", "geolocalisation", geolocalisation},
    {NULL, "periode", sa_periode},
    {NULL, "adresse", adresse},
};

static bool particulier(struct ecrivain *e, const char *dans, const char *nom,
                        const struct source *source)
{
    for (size_t i = 0; i < sizeof particuliers / sizeof *particuliers; i++) {
        if (strcmp(particuliers[i].nom, nom) == 0 &&
            (!particuliers[i].dans || strcmp(particuliers[i].dans, dans) == 0)) {
            particuliers[i].ecrire(e, nom, source);
            return true;
        }
    }
    return false;
}

/* What element `nom` holds, in the order of the schema. */
static void remplir(struct ecrivain *e, const char *nom, const struct source *source)
{
    for (const char *const *dedans = lheo_schema_contenu(nom); *dedans; dedans++) {
        if (!particulier(e, nom, *dedans, source) && !details(e, *dedans, source) &&
            !champs(e, *dedans, source) && lheo_schema_contenu(*dedans)) {
            entier(e, *dedans, source);
        }
    }
}

void lheo_ecrire(struct arena *arena, const struct formations_entieres *formations,
                 struct buffer *sortie)
{
    struct ecrivain ecrivain = {.xml = lheo_xml_commencer(arena), .arena = arena};
    struct ecrivain *e = &ecrivain;
    lheo_xml_ouvrir_avec(e->xml, "lheo", "xmlns", ESPACE);
    lheo_xml_poser(e->xml);
    lheo_xml_ouvrir(e->xml, "offres");
    for (size_t i = 0; i < formations->n; i++) {
        const struct formation_entiere *f = &formations->items[i];
        const struct source source = {.set = &formation_fields,
                                      .record = f->formation,
                                      .details = &f->details,
                                      .organisme = f};
        e->formacode = f->formacode ? arena_printf(arena, "V%lld", (long long)f->formacode) : NULL;
        entier_numerote(e, "formation", nombre(e, f->formation->numero), &source);
    }
    lheo_xml_fermer(e->xml);
    lheo_xml_fermer(e->xml);
    lheo_xml_finir(e->xml, sortie);
}
