#include "lheo_ecrivain.h"

#include "certification_code.h"
#include "commune.h"
#include "log.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

#include <libxml/xmlwriter.h>

#define ESPACE "http://lheo.gouv.fr/2.3"
#define PROFONDEUR 16
#define NDA_INCONNU "99999999999"
#define DATE_INCONNUE "00000000"
#define REF_ANNEXES "V10"

/* Elements open one inside the other. Those behind the first `ecrits` are not in the document yet:
 * they come with their first content, and never when there is none. */
struct ecrivain {
    xmlTextWriterPtr xml;
    struct arena *arena;
    const char *formacode; /* "V14" */
    struct {
        const char *nom;
        const char *attribut, *valeur; /* NULL: none */
    } ouverts[PROFONDEUR];
    size_t n, ecrits;
};

/* ---- libxml2 */

/* Only memory can lack (docs/decisions/0001). */
static void exiger(int resultat)
{
    if (resultat < 0) {
        log_error("lheo.ecrivain", LOG_TEXT("error", "libxml2 cannot write"));
        abort();
    }
}

/* The library's own BAD_CAST takes the const away. */
static const xmlChar *xml_octets(const char *texte)
{
    return (const xmlChar *)texte;
}

static void debuter(struct ecrivain *e, const char *nom)
{
    exiger(xmlTextWriterStartElement(e->xml, xml_octets(nom)));
}

/* Entry forms refuse what XML cannot hold; whatever the base holds, the document stays well-formed.
 */
static const char *permis(struct arena *arena, const char *texte)
{
    bool abime = false;
    char *copie = text_repair_utf8(arena, texte, strlen(texte), &abime);
    for (char *c = copie; *c; c++) {
        if ((unsigned char)*c < ' ' && *c != '\t' && *c != '\n' && *c != '\r') {
            *c = ' ';
        } else if (c[0] == '\xEF' && c[1] == '\xBF' && (unsigned char)c[2] > 0xBD) {
            c[2] = '\xBD'; /* U+FFFE, U+FFFF: U+FFFD */
        }
    }
    return copie;
}

static void attribuer(struct ecrivain *e, const char *nom, const char *valeur)
{
    if (nom && valeur && valeur[0]) {
        exiger(xmlTextWriterWriteAttribute(e->xml, xml_octets(nom),
                                           xml_octets(permis(e->arena, valeur))));
    }
}

/* ---- elements */

/* `attribut` NULL: none. Texts live as long as the element is open. */
static void ouvrir_avec(struct ecrivain *e, const char *nom, const char *attribut,
                        const char *valeur)
{
    exiger(e->n < PROFONDEUR ? 0 : -1);
    e->ouverts[e->n].nom = nom;
    e->ouverts[e->n].attribut = attribut;
    e->ouverts[e->n].valeur = valeur;
    e->n++;
}

static void ouvrir(struct ecrivain *e, const char *nom)
{
    ouvrir_avec(e, nom, NULL, NULL);
}

static void fermer(struct ecrivain *e)
{
    if (e->n == e->ecrits) {
        exiger(xmlTextWriterEndElement(e->xml));
        e->ecrits--;
    }
    e->n--;
}

static void poser(struct ecrivain *e)
{
    for (; e->ecrits < e->n; e->ecrits++) {
        debuter(e, e->ouverts[e->ecrits].nom);
        attribuer(e, e->ouverts[e->ecrits].attribut, e->ouverts[e->ecrits].valeur);
    }
}

struct attributs {
    const char *info, *ref, *numero, *tag;
};

static void element_avec(struct ecrivain *e, const char *nom, const char *texte,
                         struct attributs attributs)
{
    if (!texte || !texte[0]) {
        return;
    }
    poser(e);
    debuter(e, nom);
    attribuer(e, "info", attributs.info);
    attribuer(e, "ref", attributs.ref);
    attribuer(e, "numero", attributs.numero);
    attribuer(e, "tag", attributs.tag);
    exiger(xmlTextWriterWriteString(e->xml, xml_octets(permis(e->arena, texte))));
    exiger(xmlTextWriterEndElement(e->xml));
}

static void element(struct ecrivain *e, const char *nom, const char *texte)
{
    element_avec(e, nom, texte, (struct attributs){0});
}

static void extra(struct ecrivain *e, const char *info, const char *texte)
{
    element_avec(e, "extra", texte, (struct attributs){.info = info});
}

/* `dehors` alone around one element: <SIRET-formateur><SIRET>… */
static void enveloppe(struct ecrivain *e, const char *dehors, const char *dedans, const char *texte)
{
    ouvrir(e, dehors);
    element(e, dedans, texte);
    fermer(e);
}

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

/* ---- elements that field descriptors name */

static void code(struct ecrivain *e, const char *nom, const char *texte)
{
    bool annexe =
        strcmp(nom, "code-public-vise") == 0 || strcmp(nom, "code-modalite-pedagogique") == 0;
    bool terme = strcmp(nom, "reference-code-FORMACODE") == 0;
    const char *ref = annexe ? REF_ANNEXES : terme ? e->formacode : NULL;
    element_avec(e, nom, texte, (struct attributs){.ref = ref});
}

static void champ(struct ecrivain *e, const struct field *field, const void *record)
{
    if (field->type == FIELD_TYPE_LIST) {
        struct text_list liste = field_list(field, record);
        for (size_t i = 0; i < liste.n; i++) {
            code(e, field->lheo, liste.items[i]);
        }
    } else if (field->type == FIELD_TYPE_DATE) {
        element(e, field->lheo, date(e, field_text(field, record)));
    } else {
        code(e, field->lheo,
             certification_code_du_champ(e->arena, field->name, field_text(field, record)));
    }
}

/* Fields of a record, one element each, in the order of the names. */
static void champs(struct ecrivain *e, const struct field_set *set, const void *record,
                   const char *const *noms)
{
    for (; *noms; noms++) {
        champ(e, field_named(set, *noms), record);
    }
}

#define CHAMPS(e, set, record, ...)                                                                \
    champs((e), (set), (record), (const char *const[]){__VA_ARGS__, NULL})

/* A kind of record whose fields are, in their order, the content of its element. */
static void genre_simple(struct ecrivain *e, const struct offre_genre *genre, const void *record)
{
    ouvrir(e, genre->lheo);
    for (size_t i = 0; i < genre->set->n; i++) {
        champ(e, &genre->set->fields[i], record);
    }
    fermer(e);
}

/* The records of a kind, in their order; `ecrire` writes one. */
static void details(struct ecrivain *e, const struct offre_details *liste, const char *genre,
                    void (*ecrire)(struct ecrivain *, const struct offre_genre *, const void *))
{
    for (size_t i = 0; i < liste->n; i++) {
        if (strcmp(liste->items[i].genre->code, genre) == 0) {
            ecrire(e, liste->items[i].genre, liste->items[i].record);
        }
    }
}

/* ---- what several levels have */

static void liens(struct ecrivain *e, const char *nom, struct text_list liste)
{
    ouvrir(e, nom);
    for (size_t i = 0; i < liste.n; i++) {
        element(e, "urlweb", liste.items[i]);
    }
    fermer(e);
}

static void periode(struct ecrivain *e, const char *debut, const char *fin)
{
    if ((!debut || !debut[0]) && (!fin || !fin[0])) {
        return;
    }
    const char *premiere = date(e, debut);
    const char *derniere = date(e, fin);
    ouvrir(e, "periode");
    element(e, "debut", premiere[0] ? premiere : DATE_INCONNUE);
    element(e, "fin", derniere[0] ? derniere : DATE_INCONNUE);
    fermer(e);
}

struct adresse {
    const char *denomination;
    const char *lignes[3];
    const char *code_postal, *ville;
    const char *insee;                /* NULL or "": unknown */
    const char *longitude, *latitude; /* likewise */
};

static void geolocalisation(struct ecrivain *e, const struct adresse *a)
{
    if (a->latitude && a->latitude[0] && a->longitude && a->longitude[0]) {
        ouvrir(e, "geolocalisation");
        element(e, "latitude", a->latitude);
        element(e, "longitude", a->longitude);
        fermer(e);
    }
}

static void adresse(struct ecrivain *e, const struct adresse *a)
{
    struct commune commune = {.insee = ""};
    char departement[4] = "";
    bool connue = a->insee && commune_by_insee(a->insee, &commune) == STATUS_OK;
    if (!a->code_postal || !a->code_postal[0]) {
        return;
    }
    commune_departement(a->code_postal, departement);
    ouvrir(e, "adresse");
    element(e, "denomination", a->denomination);
    for (size_t i = 0; i < sizeof a->lignes / sizeof *a->lignes; i++) {
        element(e, "ligne", a->lignes[i]);
    }
    element(e, "codepostal", a->code_postal);
    element(e, "ville", a->ville);
    element(e, "departement", connue ? commune.departement : departement);
    element(e, "code-INSEE-commune", a->insee);
    if (connue && strlen(commune.region) == 2) { /* overseas territories are in none */
        element(e, "region", commune.region);
    }
    element(e, "pays", "FR");
    geolocalisation(e, a);
    fermer(e);
}

static struct adresse adresse_du_site(const struct site *site)
{
    return (struct adresse){.denomination = site->nom_usage,
                            .lignes = {site->ligne1, site->ligne2, site->ligne3},
                            .code_postal = site->code_postal,
                            .ville = site->bureau_distributeur,
                            .insee = site->commune_insee,
                            .longitude = site->longitude,
                            .latitude = site->latitude};
}

static void coordonnees_site(struct ecrivain *e, const struct site *site)
{
    const struct adresse a = adresse_du_site(site);
    ouvrir(e, "coordonnees");
    adresse(e, &a);
    enveloppe(e, "telfixe", "numtel", site->telephone_fixe);
    enveloppe(e, "portable", "numtel", site->telephone_mobile);
    element(e, "courriel", site->email);
    enveloppe(e, "web", "urlweb", site->site_web);
    fermer(e);
}

static void qualiopi(struct ecrivain *e, const struct site *site)
{
    for (size_t i = 0; i < site->qualite.n; i++) {
        if (strcmp(site->qualite.items[i], QUALITE_QUALIOPI) == 0) {
            ouvrir_avec(e, "extras", "info", "qualiopi");
            extra(e, "fin-certification", date(e, site->fin_qualiopi));
            for (size_t j = 0; j < site->categories_qualiopi.n; j++) {
                extra(e, "categorie", site->categories_qualiopi.items[j]);
            }
            fermer(e);
        }
    }
}

/* ---- contacts */

static void contact(struct ecrivain *e, const char *nom, const char *type, const struct contact *c)
{
    ouvrir_avec(e, nom, "numero", nombre(e, c->numero));
    element(e, "type-contact", type);
    ouvrir(e, "coordonnees");
    if (c->civilite[0]) {
        element(e, "civilite", choice_label(contact_civilites, c->civilite));
    }
    element(e, "nom", c->nom);
    element(e, "prenom", c->prenom);
    enveloppe(e, "telfixe", "numtel", c->telephone);
    element(e, "courriel", c->email);
    fermer(e);
    ouvrir_avec(e, "extras", "info", "sofi");
    extra(e, "fonction", c->fonction);
    fermer(e);
    fermer(e);
}

/* Once for each type of LHEO that the contact is: an element holds one. */
static void contact_et_types(struct ecrivain *e, const char *nom, const struct contact *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->referents.n; i++) {
        if (text_is_digits(c->referents.items[i], strlen(c->referents.items[i]))) {
            contact(e, nom, c->referents.items[i], c);
            n++;
        }
    }
    if (n == 0) {
        contact(e, nom, NULL, c);
    }
}

static void contacts(struct ecrivain *e, const char *nom, const struct formation_entiere *f,
                     struct text_list numeros)
{
    for (size_t i = 0; i < numeros.n; i++) {
        for (size_t j = 0; j < f->contacts.n; j++) {
            if (strcmp(numeros.items[i], nombre(e, f->contacts.items[j].numero)) == 0) {
                contact_et_types(e, nom, &f->contacts.items[j]);
            }
        }
    }
}

/* The public ones; LHEO wants one, which may be nothing but the reception of the principal site. */
static void contacts_organisme(struct ecrivain *e, const struct formation_entiere *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->contacts.n; i++) {
        if (f->contacts.items[i].public) {
            contact_et_types(e, "contact-organisme", &f->contacts.items[i]);
            n++;
        }
    }
    if (n == 0) {
        ouvrir(e, "contact-organisme");
        coordonnees_site(e, f->principal);
        fermer(e);
    }
}

/* ---- session */

static void etape_recrutement(struct ecrivain *e, const struct offre_genre *genre,
                              const void *record)
{
    const struct recrutement *r = record;
    const struct adresse a = {.denomination = r->denomination,
                              .lignes = {r->ligne1, r->ligne2, r->ligne3},
                              .code_postal = r->code_postal,
                              .ville = r->ville,
                              .insee = r->commune_insee};
    ouvrir(e, genre->lheo);
    CHAMPS(e, genre->set, r, "modalite", "perimetre", "infos_perimetre", "a_distance");
    adresse(e, &a);
    CHAMPS(e, genre->set, r, "lien", "nb_places");
    periode(e, r->debut, r->fin);
    CHAMPS(e, genre->set, r, "heure_debut", "heure_fin", "commentaire");
    fermer(e);
}

static void bloc_competences(struct ecrivain *e, const struct offre_genre *genre,
                             const void *record)
{
    ouvrir(e, genre->lheo);
    CHAMPS(e, genre->set, record, "validation");
    ouvrir(e, "reference-certification");
    CHAMPS(e, genre->set, record, "reference_rncp", "reference_certifinfo", "reference_rs");
    fermer(e);
    ouvrir(e, "bloc-competences");
    CHAMPS(e, genre->set, record, "libelle", "code");
    fermer(e);
    fermer(e);
}

static void cycle(struct ecrivain *e, const struct offre_genre *genre, const void *record)
{
    ouvrir(e, genre->lheo);
    CHAMPS(e, genre->set, record, "type_cycle", "annees", "effectif_minimal", "capacite_simultanee",
           "capacite_cumulee");
    ouvrir(e, "alternance");
    CHAMPS(e, genre->set, record, "type_alternance");
    ouvrir(e, "rythme-alternance");
    CHAMPS(e, genre->set, record, "unite_rythme", "unites_entreprise", "unites_centre");
    fermer(e);
    fermer(e);
    fermer(e);
}

static void adresse_inscription(struct ecrivain *e, const struct session *s,
                                const struct site *site)
{
    const struct adresse propre = {.lignes = {s->ligne1, s->ligne2, s->ligne3},
                                   .code_postal = s->code_postal,
                                   .ville = s->ville};
    const struct adresse du_site = adresse_du_site(site);
    ouvrir(e, "adresse-inscription");
    adresse(e, s->code_postal[0] ? &propre : &du_site);
    fermer(e);
}

/* As in the national feed: the info of an extra is the kind of contract or programme. */
static void dispositifs(struct ecrivain *e, const struct dispositifs *connus,
                        struct text_list codes)
{
    static const struct choice types[] = {{"apprentissage", "contrat-apprentissage"},
                                          {"professionnalisation", "contrat-professionnalisation"},
                                          {NULL, NULL}};
    ouvrir_avec(e, "extras", "info", "dispositif");
    for (size_t i = 0; i < codes.n; i++) {
        const struct dispositif *d = dispositif_nomme(connus, codes.items[i]);
        element_avec(e, "extra", d ? d->libelle : codes.items[i],
                     (struct attributs){.info = d ? choice_label(types, d->type) : "autre",
                                        .numero = codes.items[i]});
    }
    fermer(e);
}

static void session(struct ecrivain *e, const struct formation_entiere *f,
                    const struct action_entiere *a, const struct session_entiere *entiere)
{
    const struct session *s = &entiere->session;
    ouvrir_avec(e, "session", "numero",
                arena_printf(e->arena, "%lld-%lld-%lld", (long long)f->formation->numero,
                             (long long)a->action->numero, (long long)s->numero));
    periode(e, s->debut, s->fin);
    adresse_inscription(e, s, a->site);
    CHAMPS(e, &session_fields, s, "modalites_inscription");
    ouvrir(e, "periode-inscription");
    periode(e, s->inscription_debut, s->inscription_fin);
    fermer(e);
    CHAMPS(e, &session_fields, s, "etat_recrutement");
    details(e, &entiere->details, "recrutement", etape_recrutement);
    enveloppe(e, "url-session", "urlweb", s->lien);
    contacts(e, "contact-session", f, s->contacts);
    details(e, &entiere->details, "reference_certification", genre_simple);
    details(e, &entiere->details, "bloc", bloc_competences);
    details(e, &entiere->details, "cycle", cycle);
    dispositifs(e, &f->dispositifs, s->dispositifs);
    ouvrir_avec(e, "extras", "info", "sofi");
    extra(e, "places", s->places);
    extra(e, "commune-lieu", s->commune);
    fermer(e);
    fermer(e);
}

/* ---- action */

static void lieu_de_formation(struct ecrivain *e, const struct offre_genre *genre,
                              const void *record)
{
    const struct lieu *l = record;
    const struct adresse a = {.denomination = l->denomination,
                              .lignes = {l->ligne1, l->ligne2, l->ligne3},
                              .code_postal = l->code_postal,
                              .ville = l->ville,
                              .insee = l->commune_insee,
                              .longitude = l->longitude,
                              .latitude = l->latitude};
    ouvrir(e, genre->lheo);
    enveloppe(e, "SIRET-lieu-formation", "SIRET", l->siret);
    enveloppe(e, "code-UAI-lieu-formation", "code-UAI", l->uai);
    ouvrir(e, "coordonnees");
    adresse(e, &a);
    enveloppe(e, "telfixe", "numtel", l->telephone);
    element(e, "courriel", l->email);
    fermer(e);
    fermer(e);
}

static void lieu_d_information(struct ecrivain *e, const struct offre_genre *genre,
                               const void *record)
{
    const struct adresse_information *i = record;
    const struct adresse a = {.denomination = i->denomination,
                              .lignes = {i->ligne1, i->ligne2, i->ligne3},
                              .code_postal = i->code_postal,
                              .ville = i->ville,
                              .insee = i->commune_insee};
    ouvrir(e, genre->lheo);
    adresse(e, &a);
    fermer(e);
}

static void dates_information(struct ecrivain *e, struct text_list dates)
{
    for (size_t i = 0; i < dates.n; i++) {
        enveloppe(e, "date-information", "date", date(e, dates.items[i]));
    }
}

static void organisme_formateur(struct ecrivain *e, const struct formation_entiere *f,
                                const struct site *site)
{
    const struct etablissement *o = f->etablissement;
    ouvrir_avec(e, "organisme-formateur", "numero", o->siret);
    enveloppe(e, "SIRET-formateur", "SIRET", o->siret);
    element(e, "raison-sociale-formateur", o->raison_sociale);
    ouvrir(e, "contact-formateur");
    coordonnees_site(e, site);
    fermer(e);
    enveloppe(e, "code-UAI-formateur", "code-UAI", o->uai);
    qualiopi(e, site);
    fermer(e);
}

static const char *ou(const char *propre, const char *du_site)
{
    return propre && propre[0] ? propre : du_site;
}

static void accueil(struct ecrivain *e, const struct action *a, const struct site *site)
{
    element(e, "restauration", ou(a->restauration, site->restauration));
    element(e, "hebergement", ou(a->hebergement, site->hebergement));
    element(e, "transport", ou(a->transport, site->transport));
    element(e, "acces-handicapes", ou(a->acces_handicapes, site->acces_handicapes));
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
static void extras_action(struct ecrivain *e, const struct action *a)
{
    ouvrir_avec(e, "extras", "info", "sofi");
    extra(e, "etat", action_etats[a->etat].code);
    for (size_t i = 0; i < action_fields.n; i++) {
        const struct field *field = &action_fields.fields[i];
        if (!field->lheo && (field->type == FIELD_TYPE_TEXT || field->type == FIELD_TYPE_CHOICE)) {
            extra(e, info(e, field->name), field_text(field, a));
        }
    }
    fermer(e);
}

static void action(struct ecrivain *e, const struct formation_entiere *f,
                   const struct action_entiere *l)
{
    const struct field_set *set = &action_fields;
    const struct action *a = l->action;
    ouvrir_avec(
        e, "action", "numero",
        arena_printf(e->arena, "%lld-%lld", (long long)f->formation->numero, (long long)a->numero));
    CHAMPS(e, set, a, "rythme", "publics", "info_public_vise", "niveau_entree_obligatoire",
           "modalites_alternance", "modalite_enseignement", "conditions_specifiques",
           "prise_en_charge");
    details(e, &l->details, "lieu", lieu_de_formation);
    CHAMPS(e, set, a, "entrees_sorties");
    liens(e, "url-action", a->liens);
    CHAMPS(e, set, a, "duree_cycle");
    for (size_t i = 0; i < l->sessions.n; i++) {
        session(e, f, l, &l->sessions.items[i]);
    }
    details(e, &l->details, "adresse_information", lieu_d_information);
    dates_information(e, a->dates_information);
    accueil(e, a, l->site);
    CHAMPS(e, set, a, "langues", "modalites_recrutement", "modalites_pedagogiques",
           "codes_pedagogiques");
    details(e, &l->details, "equipement", genre_simple);
    CHAMPS(e, set, a, "frais_restants", "perimetre_recrutement", "infos_perimetre", "prix_horaire",
           "prix_total", "duree_indicative", "heures_centre", "heures_entreprise", "heures_total",
           "detail_prise_en_charge", "conventionnement", "duree_conventionnee");
    organisme_formateur(e, f, l->site);
    details(e, &l->details, "financeur", genre_simple);
    details(e, &l->details, "enseignement", genre_simple);
    extras_action(e, a);
    fermer(e);
}

/* ---- formation */

static void domaine_formation(struct ecrivain *e, const struct formation *f)
{
    ouvrir(e, "domaine-formation");
    for (size_t i = 0; i < f->formacodes.n; i++) {
        element_avec(e, "code-FORMACODE", f->formacodes.items[i],
                     (struct attributs){.ref = e->formacode, .tag = i == 0 ? "principal" : NULL});
    }
    CHAMPS(e, &formation_fields, f, "nsf", "rome");
    fermer(e);
}

static void potentiel(struct ecrivain *e, const struct formacode_liste *domaines)
{
    ouvrir(e, "potentiel");
    for (size_t i = 0; i < domaines->n; i++) {
        element_avec(
            e, "code-FORMACODE", domaines->items[i].code,
            (struct attributs){
                .ref = arena_printf(e->arena, "V%lld", (long long)domaines->items[i].version)});
    }
    fermer(e);
}

static void organisme_responsable(struct ecrivain *e, const struct formation_entiere *f)
{
    const struct etablissement *o = f->etablissement;
    ouvrir_avec(e, "organisme-formation-responsable", "numero", o->siret);
    element(e, "numero-activite", ou(o->nda, NDA_INCONNU));
    enveloppe(e, "SIRET-organisme-formation", "SIRET", o->siret);
    element(e, "nom-organisme", f->principal->nom_usage);
    element(e, "raison-sociale", o->raison_sociale);
    ouvrir(e, "coordonnees-organisme");
    coordonnees_site(e, f->principal);
    fermer(e);
    contacts_organisme(e, f);
    potentiel(e, &o->formacodes);
    enveloppe(e, "code-UAI-organisme-formation", "code-UAI", o->uai);
    qualiopi(e, f->principal);
    fermer(e);
}

static void module_requis(struct ecrivain *e, const struct offre_genre *genre, const void *record)
{
    CHAMPS(e, genre->set, record, "reference");
}

static void modules(struct ecrivain *e, const struct formation_entiere *f)
{
    CHAMPS(e, &formation_fields, f->formation, "identifiant_module", "positionnement");
    ouvrir(e, "sous-modules");
    details(e, &f->details, "sous_module", genre_simple);
    fermer(e);
    ouvrir(e, "modules-prerequis");
    details(e, &f->details, "module_prerequis", module_requis);
    fermer(e);
}

static void formation(struct ecrivain *e, const struct formation_entiere *f)
{
    const struct field_set *set = &formation_fields;
    const struct formation *record = f->formation;
    ouvrir_avec(e, "formation", "numero", nombre(e, record->numero));
    domaine_formation(e, record);
    CHAMPS(e, set, record, "intitule", "objectif", "resultats_attendus", "contenu", "certifiante");
    contacts(e, "contact-formation", f, record->contacts);
    CHAMPS(e, set, record, "parcours", "niveau_entree", "objectif_general");
    details(e, &f->details, "certification", genre_simple);
    details(e, &f->details, "type_formation", genre_simple);
    CHAMPS(e, set, record, "niveau_sortie");
    liens(e, "url-formation", record->liens);
    for (size_t i = 0; i < f->actions.n; i++) {
        action(e, f, &f->actions.items[i]);
    }
    organisme_responsable(e, f);
    modules(e, f);
    fermer(e);
}

void lheo_ecrire(struct arena *arena, const struct formations_entieres *formations,
                 struct buffer *sortie)
{
    xmlBufferPtr octets = xmlBufferCreate();
    struct ecrivain e = {.xml = octets ? xmlNewTextWriterMemory(octets, 0) : NULL, .arena = arena};
    exiger(e.xml ? 0 : -1);
    exiger(xmlTextWriterSetIndent(e.xml, 1));
    exiger(xmlTextWriterSetIndentString(e.xml, xml_octets("  ")));
    exiger(xmlTextWriterStartDocument(e.xml, NULL, "UTF-8", NULL));
    ouvrir_avec(&e, "lheo", "xmlns", ESPACE);
    poser(&e);
    ouvrir(&e, "offres");
    for (size_t i = 0; i < formations->n; i++) {
        const struct formation_entiere *f = &formations->items[i];
        e.formacode = f->formacode ? arena_printf(arena, "V%lld", (long long)f->formacode) : NULL;
        formation(&e, f);
    }
    fermer(&e);
    fermer(&e);
    exiger(xmlTextWriterEndDocument(e.xml));
    xmlFreeTextWriter(e.xml);
    buffer_append(sortie, (const char *)xmlBufferContent(octets), (size_t)xmlBufferLength(octets));
    xmlBufferFree(octets);
}
