#include "annuaire_public.h"

#include "contact.h"
#include "valeur.h"

#include <string.h>

STATEMENT(PUBLIC_ETABLISSEMENT, "t", "itttt",
          "SELECT id, siret, raison_sociale, nda, uai FROM etablissement"
          " WHERE siret = $1 AND etat = 'A'");

STATEMENT(PUBLIC_SIRETS, "i", "t",
          "SELECT siret FROM etablissement WHERE etat = 'A' ORDER BY siret LIMIT $1");

STATEMENT(PUBLIC_DOMAINES, "i", "itt",
          "SELECT formacode_version, formacode, libelle FROM etablissement_domaine"
          " WHERE etablissement_id = $1 ORDER BY rang");

STATEMENT(PUBLIC_SITES, "i", "itbtttttttttttttttt",
          "SELECT numero, nom_usage, principal, ligne1, ligne2, ligne3, code_postal,"
          " bureau_distributeur, longitude, latitude, telephone_fixe, telephone_mobile, email,"
          " site_web, restauration, hebergement, transport, acces_handicapes, fin_qualiopi"
          " FROM site WHERE etablissement_id = $1 AND etat = 'A'"
          " ORDER BY principal DESC, nom_usage COLLATE \"C\", numero");

STATEMENT(PUBLIC_SITES_CHOIX, "i", "ittt",
          "SELECT s.numero, c.champ, c.code, COALESCE(v.libelle, c.code) FROM site s"
          " JOIN site_choix c ON c.site_numero = s.numero"
          " LEFT JOIN valeur v ON v.liste = c.champ AND v.code = c.code"
          " WHERE s.etablissement_id = $1 AND s.etat = 'A' ORDER BY s.numero, c.champ, c.rang");

STATEMENT(PUBLIC_CONTACTS, "i", "itttttt",
          "SELECT c.numero, c.nom, c.prenom, c.fonction, c.telephone, c.email, r.code"
          " FROM contact c JOIN site s ON s.numero = c.site AND s.etat = 'A'"
          " LEFT JOIN contact_referent r ON r.contact_numero = c.numero"
          " WHERE s.etablissement_id = $1 AND c.public AND c.etat = 'A'"
          " ORDER BY c.nom COLLATE \"C\", c.prenom COLLATE \"C\", c.numero, r.rang");

static const char *joindre(struct arena *arena, const char *texte, const char *suite)
{
    return texte && texte[0] ? arena_printf(arena, "%s, %s", texte, suite) : suite;
}

static enum status lire_domaines(struct db *db, struct arena *arena, int64_t id,
                                 struct formacode_liste *liste)
{
    struct formacode_ref *items = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_DOMAINES, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, items, n) = (struct formacode_ref){.version = db_int(&rows, 0),
                                                              .code = db_text(&rows, 1, arena),
                                                              .libelle = db_text(&rows, 2, arena)};
    }
    *liste = (struct formacode_liste){.items = items, .n = n};
    return db_end(&rows);
}

static struct public_site lire_site(const struct db_rows *rows, struct arena *arena)
{
    return (struct public_site){
        .numero = db_int(rows, 0),
        .nom_usage = db_text(rows, 1, arena),
        .principal = db_bool(rows, 2),
        .ligne1 = db_text(rows, 3, arena),
        .ligne2 = db_text(rows, 4, arena),
        .ligne3 = db_text(rows, 5, arena),
        .code_postal = db_text(rows, 6, arena),
        .bureau_distributeur = db_text(rows, 7, arena),
        .longitude = db_text(rows, 8, arena),
        .latitude = db_text(rows, 9, arena),
        .telephone_fixe = db_text(rows, 10, arena),
        .telephone_mobile = db_text(rows, 11, arena),
        .email = db_text(rows, 12, arena),
        .site_web = db_text(rows, 13, arena),
        .restauration = db_text(rows, 14, arena),
        .hebergement = db_text(rows, 15, arena),
        .transport = db_text(rows, 16, arena),
        .acces_handicapes = db_text(rows, 17, arena),
        .fin_qualiopi = db_text(rows, 18, arena),
        .modalites_accueil = "",
        .qualites = "",
        .categories = "",
    };
}

static void ajouter_choix(struct arena *arena, struct public_site *site, const char *champ,
                          const char *code, const char *libelle, const char *aujourdhui)
{
    if (strcmp(champ, "modalite_accueil") == 0) {
        site->modalites_accueil = joindre(arena, site->modalites_accueil, libelle);
    } else if (strcmp(champ, "categories_qualiopi") == 0) {
        site->categories =
            joindre(arena, site->categories, choice_label(certification_categories, code));
    } else if (strcmp(champ, "qualite") == 0 && strcmp(code, QUALITE_QUALIOPI) == 0) {
        const struct text_list qualite = {.items = &code, .n = 1};
        site->certification = certification_etat(qualite, site->fin_qualiopi, aujourdhui);
    } else if (strcmp(champ, "qualite") == 0) {
        site->qualites = joindre(arena, site->qualites, libelle);
    }
}

static enum status lire_choix(struct db *db, struct arena *arena, int64_t id,
                              const char *aujourdhui, struct public_site *sites, size_t n)
{
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_SITES_CHOIX, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        size_t i = 0;
        while (i < n && sites[i].numero != db_int(&rows, 0)) {
            i++;
        }
        if (i < n) {
            ajouter_choix(arena, &sites[i], db_text(&rows, 1, NULL), db_text(&rows, 2, arena),
                          db_text(&rows, 3, arena), aujourdhui);
        }
    }
    return db_end(&rows);
}

static enum status lire_sites(struct db *db, struct arena *arena, int64_t id,
                              const char *aujourdhui, struct public_etablissement *e)
{
    struct public_site *items = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_SITES, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, items, n) = lire_site(&rows, arena);
    }
    e->sites.items = items;
    e->sites.n = n;
    enum status status = db_end(&rows);
    return status == STATUS_OK ? lire_choix(db, arena, id, aujourdhui, items, n) : status;
}

/* A contact comes once for each of its référents. */
static enum status lire_contacts(struct db *db, struct arena *arena, int64_t id,
                                 struct public_etablissement *e)
{
    struct public_contact *items = NULL;
    size_t n = 0;
    int64_t dernier = 0;
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_CONTACTS, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        if (n == 0 || dernier != db_int(&rows, 0)) {
            dernier = db_int(&rows, 0);
            const char *prenom = db_text(&rows, 2, arena);
            *ARENA_PUSH(arena, items, n) = (struct public_contact){
                .nom = arena_printf(arena, "%s%s%s", prenom, prenom[0] ? " " : "",
                                    db_text(&rows, 1, NULL)),
                .fonction = db_text(&rows, 3, arena),
                .telephone = db_text(&rows, 4, arena),
                .email = db_text(&rows, 5, arena),
                .referents = "",
            };
        }
        if (!db_is_null(&rows, 6)) {
            const char *libelle = choice_label(contact_referents, db_text(&rows, 6, arena));
            items[n - 1].referents = joindre(arena, items[n - 1].referents, libelle);
        }
    }
    e->contacts.items = items;
    e->contacts.n = n;
    return db_end(&rows);
}

static enum status lire_etablissement(struct db *db, struct arena *arena, const char *siret,
                                      int64_t *id, struct public_etablissement *e)
{
    enum status found = STATUS_NOT_FOUND;
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_ETABLISSEMENT, &rows, BIND_TEXT(siret));
    if (db_next(&rows)) {
        found = STATUS_OK;
        *id = db_int(&rows, 0);
        e->siret = db_text(&rows, 1, arena);
        e->raison_sociale = db_text(&rows, 2, arena);
        e->nda = db_text(&rows, 3, arena);
        e->uai = db_text(&rows, 4, arena);
    }
    enum status status = db_end(&rows);
    return status == STATUS_OK ? found : status;
}

enum status annuaire_public_etablissement(struct db *db, struct arena *arena, const char *siret,
                                          const char *aujourdhui,
                                          struct public_etablissement *etablissement_r)
{
    struct public_etablissement e = {0};
    int64_t id = 0;
    const struct public_portes_ouvertes_filtre filtre = {.siret = siret,
                                                         .nature = "",
                                                         .departement = "",
                                                         .aujourdhui = aujourdhui,
                                                         .taille = PUBLIC_PORTES_OUVERTES_PAR_PAGE};
    enum status status = lire_etablissement(db, arena, siret, &id, &e);
    if (status == STATUS_OK) {
        status = lire_domaines(db, arena, id, &e.domaines);
    }
    if (status == STATUS_OK) {
        status = lire_sites(db, arena, id, aujourdhui, &e);
    }
    if (status == STATUS_OK) {
        status = lire_contacts(db, arena, id, &e);
    }
    if (status == STATUS_OK) {
        status = porte_ouverte_publique_lister(db, arena, &filtre, &e.portes_ouvertes);
    }
    if (status == STATUS_OK) {
        *etablissement_r = e;
    }
    return status;
}

enum status annuaire_public_sirets(struct db *db, struct arena *arena, int64_t maximum,
                                   struct text_list *sirets_r)
{
    const char **items = ARENA_ARRAY(arena, const char *, (size_t)maximum);
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_SIRETS, &rows, BIND_INT(maximum));
    while (db_next(&rows)) {
        items[n++] = db_text(&rows, 0, arena);
    }
    enum status status = db_end(&rows);
    if (status == STATUS_OK) {
        *sirets_r = (struct text_list){.items = items, .n = n};
    }
    return status;
}
