#include "offre_enregistrement.h"

#include "dates.h"
#include "offre_lignes.h"

#include <string.h>

static int64_t nombre(const void *record, size_t membre)
{
    return *(const int64_t *)(const void *)((const char *)record + membre);
}

enum status offre_brouillon_poser(struct db *db, const struct acteur *acteur,
                                  const struct offre_registre *registre, int64_t numero,
                                  const void *record, int64_t *contenu_r)
{
    const struct notice *notice = registre->notice;
    int64_t modele = nombre(record, notice->ligne);
    TRY(DB_NUMBER(db, registre->contenu_creer, contenu_r, BIND_INT(numero), BIND_INT(dates_now()),
                  acteur->compte_id ? BIND_INT(acteur->compte_id) : BIND_NULL));
    TRY(record_update(db, notice->type, *contenu_r, 0, record));
    if (modele) {
        TRY(offre_copier(db, registre->noun, modele, *contenu_r));
    }
    return DB_EXEC(db, registre->brouillon, NULL, BIND_INT(numero), BIND_INT(*contenu_r));
}

/* STATUS_CONFLICT when what is worked on is no longer `ancienne`. */
static enum status situer(struct offre_enregistrement *e)
{
    const struct notice *notice = e->registre->notice;
    e->contenu = nombre(e->ancienne, notice->ligne);
    e->version = nombre(e->ancienne, notice->version);
    TRY(e->registre->situer(e));
    int64_t actuel = e->place.brouillon ? e->place.brouillon : e->place.vive;
    return actuel && (actuel != e->contenu || e->place.version != e->version) ? STATUS_CONFLICT
                                                                              : STATUS_OK;
}

static enum status ecrire(struct offre_enregistrement *e)
{
    const struct notice *notice = e->registre->notice;
    void *ecrite = arena_alloc(e->arena, notice->taille);
    memcpy(ecrite, e->ancienne, notice->taille);
    fields_copy(e->set, ecrite, e->nouvelle);
    e->ecrite = ecrite;
    struct journal_ecriture ligne = notice_ligne(notice, e->acteur, e->ancienne, ecrite);
    ligne.set = e->set;
    TRY(e->registre->preparer(e));
    TRY(notice_ecrire(e->db, notice, e->contenu, e->version, e->ancienne, ecrite));
    TRY(offre_changements_ecrire(e->db, e->arena, e->contenu, &e->changements, &ligne));
    TRY(e->registre->suivre(e));
    return offre_journaliser(e->db, e->arena, &ligne);
}

enum status offre_enregistrer(struct offre_enregistrement *e, bool *change_r)
{
    TRY(offre_changements_lire(e->db, e->arena, e->registre->noun,
                               nombre(e->ancienne, e->registre->notice->ligne), e->details,
                               &e->changements));
    bool differe = offre_differe(e->set, e->ancienne, e->nouvelle, &e->sans_risque);
    e->sans_risque = e->sans_risque && e->changements.n == 0;
    *change_r = differe || e->changements.n > 0;
    enum status status = situer(e);
    if (!*change_r) {
        return status == STATUS_CONFLICT ? STATUS_OK : status;
    }
    TRY(status);
    return ecrire(e);
}

int offre_debut_lire(const struct db_rows *rows, int n, struct arena *arena,
                     struct offre_debut *debut_r)
{
    *debut_r = (struct offre_debut){.instant = db_int(rows, n),
                                    .compte = db_int(rows, n + 1),
                                    .par = db_text(rows, n + 2, arena)};
    return n + 3;
}
