/* Whom differences with the public list are told, in which words. */
#include "buffer.h"
#include "dates.h"
#include "ecart_qualiopi.h"
#include "lettre.h"
#include "text.h"

#include <string.h>

#define NBSP "\u00A0"

/* $1: the last day on which they were first seen. A reader is an account, or (below 0) a site that
 * no account administers. */
#define A_DIRE                                                                                     \
    " FROM ecart_qualiopi q JOIN site s ON s.numero = q.site"                                      \
    " JOIN etablissement e ON e.id = q.etablissement_id"
#define OUVERT " WHERE q.avertie_a IS NULL AND q.reglee_a IS NULL AND q.depuis <= $1"
#define ADMINISTRENT                                                                               \
    "compte_site z JOIN compte c ON c.id = z.compte_id AND c.profil = 'OF' AND c.etat = 'actif'"

STATEMENT(ECART_LECTEURS, "t", "itiiittttt",
          "SELECT c.id, c.email, q.id, q.site, e.id, s.nom_usage, e.siret, q.categorie, q.sens,"
          " q.jusqu_au" A_DIRE
          " JOIN compte_site z ON z.site_numero = q.site JOIN compte c ON c.id = z.compte_id"
          " AND c.profil = 'OF' AND c.etat = 'actif' AND c.notification" OUVERT
          " UNION ALL SELECT -q.site, s.email, q.id, q.site, e.id, s.nom_usage, e.siret,"
          " q.categorie, q.sens, q.jusqu_au" A_DIRE OUVERT " AND s.email IS NOT NULL AND NOT EXISTS"
          " (SELECT 1 FROM " ADMINISTRENT " WHERE z.site_numero = q.site) ORDER BY 1, 5, 4, 3");

STATEMENT(ECART_AVERTI, "ii", "", "UPDATE ecart_qualiopi SET avertie_a = $2 WHERE id = $1");
STATEMENT(ECART_COURRIEL, "it", "",
          "INSERT INTO ecart_qualiopi_courriel (ecart, cle) VALUES ($1, $2)"
          " ON CONFLICT (ecart, cle) DO NOTHING");

struct avis {
    int64_t lecteur;
    const char *email;
    int64_t ecart, site, etablissement;
    const char *site_nom, *siret, *categorie;
    bool en_trop;
    const char *jusqu_au;
};

struct avis_tous {
    struct avis *items;
    size_t n;
};

static enum status lire(struct db *db, struct arena *arena, const char *vus_le,
                        struct avis_tous *tous)
{
    struct db_rows rows;
    DB_QUERY(db, &ECART_LECTEURS, &rows, BIND_TEXT(vus_le));
    while (db_next(&rows)) {
        *ARENA_PUSH(arena, tous->items, tous->n) =
            (struct avis){.lecteur = db_int(&rows, 0),
                          .email = db_text(&rows, 1, arena),
                          .ecart = db_int(&rows, 2),
                          .site = db_int(&rows, 3),
                          .etablissement = db_int(&rows, 4),
                          .site_nom = db_text(&rows, 5, arena),
                          .siret = db_text(&rows, 6, arena),
                          .categorie = db_text(&rows, 7, arena),
                          .en_trop = strcmp(db_text(&rows, 8, NULL), "en_trop") == 0,
                          .jusqu_au = db_text(&rows, 9, arena)};
    }
    return db_end(&rows);
}

/* A paragraph a difference, between those of every letter. */
#define AVANT 2
#define APRES 3

static const char *const *rediger(struct arena *arena, const struct avis *avis, size_t n)
{
    const char **p = ARENA_ARRAY(arena, const char *, AVANT + n + APRES);
    const char *jusqu_au = avis->jusqu_au;
    p[0] = "Bonjour,";
    p[1] = "La liste publique des organismes de formation, que tient le ministère du Travail, ne "
           "dit pas la même chose que votre fiche SOFI sur votre certification Qualiopi" NBSP ":";
    for (size_t i = 0; i < n; i++) {
        p[AVANT + i] = arena_printf(
            arena, "Site %lld, %s" NBSP ": %s.", (long long)avis[i].site, avis[i].site_nom,
            ecart_qualiopi_phrase(arena, avis[i].categorie, avis[i].en_trop));
        jusqu_au = strcmp(avis[i].jusqu_au, jusqu_au) < 0 ? avis[i].jusqu_au : jusqu_au;
    }
    p[AVANT + n] = "Si la liste publique a raison, corrigez les catégories du site, dans sa partie "
                   "Certification.";
    p[AVANT + n + 1] =
        "Si votre fiche a raison, laissez-la telle quelle, et demandez à votre certificateur de "
        "faire corriger la liste" NBSP ": rien n'est changé à votre place.";
    p[AVANT + n + 2] = arena_printf(
        arena, "Merci de le faire d'ici au %s. Vous ne recevrez pas d'autre message à ce sujet.",
        dates_show(arena, jusqu_au));
    return p;
}

static enum status deposer(struct db *db, struct arena *arena, const struct avis *avis, size_t n,
                           size_t *courriels)
{
    const char *cle = arena_printf(arena, "ecart-qualiopi-%lld-%lld", (long long)avis->ecart,
                                   (long long)avis->lecteur);
    const struct lettre lettre = {
        .destinataire = avis->email,
        .sujet = "Certification Qualiopi" NBSP ": votre fiche et la liste publique diffèrent",
        .paragraphes = rediger(arena, avis, n),
        .n = AVANT + n + APRES,
        .lien =
            avis[n - 1].site == avis->site
                ? arena_printf(arena, "/annuaire/sites/%lld#certification", (long long)avis->site)
                : arena_printf(arena, "/annuaire/etablissements/%s", avis->siret),
        .lien_texte = "Voir votre certification",
        .cle = cle};
    enum status status = lettre_deposer(db, arena, &lettre);
    if (status == STATUS_REFUSED) {
        return STATUS_OK; /* no address: the worklist says that nobody was told */
    }
    TRY(status);
    ++*courriels;
    for (size_t i = 0; i < n; i++) {
        TRY(DB_EXEC(db, &ECART_COURRIEL, NULL, BIND_INT(avis[i].ecart), BIND_TEXT(cle)));
        TRY(DB_EXEC(db, &ECART_AVERTI, NULL, BIND_INT(avis[i].ecart), BIND_INT(dates_now())));
    }
    return STATUS_OK;
}

enum status ecart_qualiopi_avertir(struct db *db, struct arena *arena, const char *vus_le,
                                   size_t *courriels_r)
{
    struct avis_tous tous = {0};
    size_t courriels = 0;
    TRY(lire(db, arena, vus_le, &tous));
    for (size_t i = 0, n = 1; i < tous.n; i += n, n = 1) {
        const struct avis *premier = &tous.items[i];
        while (i + n < tous.n && premier[n].lecteur == premier->lecteur &&
               premier[n].etablissement == premier->etablissement) {
            n++;
        }
        TRY(deposer(db, arena, premier, n, &courriels));
    }
    *courriels_r = courriels;
    return STATUS_OK;
}
