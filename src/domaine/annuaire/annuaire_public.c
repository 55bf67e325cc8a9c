#include "annuaire_public.h"

#include "record.h"
#include "valeur.h"

#include <string.h>

RECORD_STATEMENT(PUBLIC_ETABLISSEMENT, "t", "i*",
                 "SELECT e.id, {e.etablissement public} FROM etablissement e"
                 " WHERE e.siret = $1 AND e.etat = 'A'");

STATEMENT(PUBLIC_SIRETS, "i", "t",
          "SELECT siret FROM etablissement WHERE etat = 'A' ORDER BY siret LIMIT $1");

STATEMENT(PUBLIC_DOMAINES, "i", "itt",
          "SELECT formacode_version, formacode, libelle FROM etablissement_domaine"
          " WHERE etablissement_id = $1 ORDER BY rang");

RECORD_STATEMENT(PUBLIC_SITES, "i", "ib*",
                 "SELECT s.numero, s.principal, {s.site public}"
                 " FROM site s WHERE s.etablissement_id = $1 AND s.etat = 'A'"
                 " ORDER BY s.principal DESC, s.nom_usage COLLATE \"C\", s.numero");

STATEMENT(PUBLIC_SITES_CHOIX, "i", "ittt",
          "SELECT s.numero, c.champ, c.code, COALESCE(v.libelle, c.code) FROM site s"
          " JOIN site_choix c ON c.site_numero = s.numero"
          " LEFT JOIN valeur v ON v.liste = c.champ AND v.code = c.code"
          " WHERE s.etablissement_id = $1 AND s.etat = 'A' ORDER BY s.numero, c.champ, c.rang");

RECORD_STATEMENT(PUBLIC_CONTACTS, "i", "it*",
                 "SELECT c.numero, r.code, {c.contact public}"
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
    struct public_site site = {.fiche = {.numero = db_int(rows, 0), .principal = db_bool(rows, 1)},
                               .modalites_accueil = "",
                               .qualites = "",
                               .categories = ""};
    record_read_public(rows, 2, &site_fields, arena, &site.fiche);
    return site;
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
        site->certification = certification_etat(qualite, site->fiche.fin_qualiopi, aujourdhui);
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
        while (i < n && sites[i].fiche.numero != db_int(&rows, 0)) {
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
    TRY(db_end(&rows));
    return lire_choix(db, arena, id, aujourdhui, items, n);
}

/* A contact comes once for each of its référents. */
static enum status lire_contacts(struct db *db, struct arena *arena, int64_t id,
                                 struct public_etablissement *e)
{
    struct public_contact *items = NULL;
    size_t n = 0;
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_CONTACTS, &rows, BIND_INT(id));
    while (db_next(&rows)) {
        if (n == 0 || items[n - 1].fiche.numero != db_int(&rows, 0)) {
            struct public_contact *c = ARENA_PUSH(arena, items, n);
            *c = (struct public_contact){.fiche.numero = db_int(&rows, 0), .referents = ""};
            record_read_public(&rows, 2, &contact_fields, arena, &c->fiche);
            c->nom = arena_printf(arena, "%s%s%s", c->fiche.prenom, c->fiche.prenom[0] ? " " : "",
                                  c->fiche.nom);
        }
        if (!db_is_null(&rows, 1)) {
            const char *libelle = choice_label(contact_referents, db_text(&rows, 1, arena));
            items[n - 1].referents = joindre(arena, items[n - 1].referents, libelle);
        }
    }
    e->contacts.items = items;
    e->contacts.n = n;
    return db_end(&rows);
}

static enum status lire_etablissement(struct db *db, struct arena *arena, const char *siret,
                                      struct etablissement *e)
{
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_ETABLISSEMENT, &rows, BIND_TEXT(siret));
    if (db_next(&rows)) {
        e->id = db_int(&rows, 0);
        record_read_public(&rows, 1, &etablissement_fields, arena, e);
    }
    return db_end_found(&rows);
}

enum status annuaire_public_etablissement(struct db *db, struct arena *arena, const char *siret,
                                          const char *aujourdhui,
                                          struct public_etablissement *etablissement_r)
{
    struct public_etablissement e = {0};
    const struct public_portes_ouvertes_filtre filtre = {.siret = siret,
                                                         .nature = "",
                                                         .departement = "",
                                                         .aujourdhui = aujourdhui,
                                                         .taille = PUBLIC_PORTES_OUVERTES_PAR_PAGE};
    TRY(lire_etablissement(db, arena, siret, &e.fiche));
    TRY(lire_domaines(db, arena, e.fiche.id, &e.domaines));
    TRY(lire_sites(db, arena, e.fiche.id, aujourdhui, &e));
    TRY(lire_contacts(db, arena, e.fiche.id, &e));
    TRY(porte_ouverte_publique_lister(db, arena, &filtre, &e.portes_ouvertes));
    *etablissement_r = e;
    return STATUS_OK;
}

enum status annuaire_public_sirets(struct db *db, struct arena *arena, int64_t maximum,
                                   struct text_list *sirets_r)
{
    struct text_list sirets = {0};
    struct db_rows rows;
    DB_QUERY(db, &PUBLIC_SIRETS, &rows, BIND_INT(maximum));
    while (db_next(&rows)) {
        text_list_add(arena, &sirets, db_text(&rows, 0, arena));
    }
    TRY(db_end(&rows));
    *sirets_r = sirets;
    return STATUS_OK;
}
