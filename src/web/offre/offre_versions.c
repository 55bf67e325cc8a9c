#include "dates.h"
#include "offre_ecarts.h"
#include "offre_formulaire_private.h"

/* The records inside, as the base holds them. */
static struct offre_details details_de(struct arena *arena, const struct offre_saisie *saisie)
{
    struct offre_details details = {
        .items = ARENA_ARRAY(arena, struct offre_detail, saisie->lignes.n + 1)};
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        const struct offre_rangee *ligne = &saisie->lignes.items[i];
        if (ligne->enregistre) {
            details.items[details.n++] =
                (struct offre_detail){ligne->genre, ligne->rang, ligne->enregistre};
        }
    }
    return details;
}

static const char *jour(struct arena *arena, int64_t instant)
{
    char iso[DATES_ISO_SIZE];
    dates_of_instant(instant, iso);
    return dates_show(arena, iso);
}

const char *offre_versions_le(struct arena *arena, int64_t instant)
{
    return instant ? arena_printf(arena, " le %s", jour(arena, instant)) : "";
}

const char *offre_versions_debut(const struct request *request, const struct offre_debut *debut)
{
    const char *par = debut->compte == request->acteur->compte_id ? "vous" : debut->par;
    return debut->instant
               ? arena_printf(request->arena, "Commencée le %s%s%s",
                              jour(request->arena, debut->instant), par[0] ? " par " : "", par)
               : "";
}

void offre_versions_dessiner(struct arena *arena, const struct offre_fiche *fiche,
                             struct offre_versions_view *view_r)
{
    const struct offre_saisie *saisie = fiche->saisie;
    *view_r = fiche->versions;
    if (!saisie->vive) {
        return;
    }
    const struct offre_details details = details_de(arena, saisie);
    size_t n =
        offre_ecarts_de(arena, fiche->set, saisie->vive, &saisie->vives, fiche->record, &details).n;
    const char *changements =
        n ? arena_printf(arena, "%zu changement%s", n, n > 1 ? "s" : "") : "aucun changement";
    const char *debut = view_r->debut[0] ? view_r->debut : "En cours";
    view_r->debut = arena_printf(arena, "%s, %s.", debut, changements);
    view_r->differences = arena_printf(arena, "%s/differences",
                                       offre_noun_adresse(arena, fiche->noun, fiche->numero));
}
