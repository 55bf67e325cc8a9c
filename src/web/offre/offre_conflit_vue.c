#include "offre_conflit.h"
#include "offre_formulaire_private.h"

#include <string.h>

/* ---- who */

void offre_conflit_lire_journal(struct request *request, const struct offre_fiche *fiche,
                                struct journal_page *page_r)
{
    if (journal_lire(request->db, request->arena, offre_noun_nom(fiche->noun), fiche->numero, NULL,
                     page_r) != STATUS_OK) {
        *page_r = (struct journal_page){0};
    }
}

static const struct journal_champ *champ_de_la_ligne(const struct journal_ligne *ligne,
                                                     const char *libelle)
{
    for (size_t i = 0; i < ligne->champs.n; i++) {
        if (strcmp(ligne->champs.items[i].libelle, libelle) == 0) {
            return &ligne->champs.items[i];
        }
    }
    return NULL;
}

struct offre_auteur offre_conflit_auteur(const struct request *request,
                                         const struct journal_page *page, const char *libelle)
{
    struct arena *arena = request->arena;
    const char *moi = arena_printf(arena, "%s (%s)", request->acteur->nom, request->acteur->email);
    for (size_t i = 0; i < page->lignes.n; i++) {
        const struct journal_ligne *ligne = &page->lignes.items[i];
        bool mienne = strcmp(ligne->auteur, moi) == 0;
        if (libelle ? champ_de_la_ligne(ligne, libelle) != NULL : !mienne) {
            const char *adresse = strstr(ligne->auteur, " (");
            size_t n = adresse ? (size_t)(adresse - ligne->auteur) : strlen(ligne->auteur);
            return (struct offre_auteur){mienne ? NULL : arena_strndup(arena, ligne->auteur, n),
                                         ligne};
        }
    }
    return (struct offre_auteur){0};
}

/* ---- the three versions */

/* What they are called. */
struct mots {
    const char *sien, *mien, *nouveau, *vide;
};

static const struct mots mots_texte = {"Le texte de", "Le vôtre", "Un autre texte", "Rien"};
static const struct mots mots_choix = {"Le choix de", "Le vôtre", "Un autre choix", "Rien"};
static const struct mots mots_fiche = {"La version de", "La vôtre", "Une autre version", "Retiré"};

static enum status dire(const struct offre_dessin *d, const struct offre_conflit *conflit,
                        const void *record, const char **texte_r)
{
    if (conflit->field) {
        return offre_formulaire_texte(d->request, conflit->field, record, d->choix, texte_r);
    }
    *texte_r = record ? offre_detail_decrire(d->request->arena, conflit->genre, record) : "";
    return STATUS_OK;
}

/* Nothing of an empty version, which a word of its own tells. */
static struct word_runs comparer(struct arena *arena, const char *avant, const char *apres)
{
    return apres[0] ? word_diff(arena, avant, apres) : (struct word_runs){0};
}

enum status offre_conflit_dessiner(const struct offre_dessin *dessin, const char *nom,
                                   const struct offre_conflit_view **conflit_r)
{
    const struct offre_conflit *conflit =
        dessin->saisie ? offre_saisie_conflit(dessin->saisie, nom) : NULL;
    if (!conflit) {
        return STATUS_OK;
    }
    struct arena *arena = dessin->request->arena;
    struct offre_conflit_view *view = ARENA_NEW(arena, struct offre_conflit_view);
    const struct offre_auteur autre =
        offre_conflit_auteur(dessin->request, dessin->journal, conflit->libelle);
    const struct mots *mots = !conflit->field                           ? &mots_fiche
                              : conflit->field->type == FIELD_TYPE_TEXT ? &mots_texte
                                                                        : &mots_choix;
    const char *avant =
        autre.ligne ? champ_de_la_ligne(autre.ligne, conflit->libelle)->avant : NULL;
    const char *sien = "";
    const char *mien = "";
    TRY(dire(dessin, conflit, conflit->sien, &sien));
    TRY(dire(dessin, conflit, conflit->mien, &mien));
    *view = (struct offre_conflit_view){
        .nom = conflit->nom,
        .libelle = conflit->libelle,
        .annonce = autre.nom ? arena_printf(arena, "%s l'a changé pendant que vous le changiez.",
                                            autre.nom)
                             : "Vous l'avez changé aussi dans une autre page.",
        .avant = avant,
        .titre_sien =
            arena_printf(arena, "%s %s", mots->sien, autre.nom ? autre.nom : "votre autre page"),
        .titre_mien = mots->mien,
        .titre_nouveau = mots->nouveau,
        .quand = autre.ligne ? autre.ligne->quand : NULL,
        .vide = mots->vide,
        .sien = comparer(arena, avant ? avant : sien, sien),
        .mien = comparer(arena, avant ? avant : sien, mien),
        .miens = conflit->miens};
    *conflit_r = view;
    return STATUS_OK;
}
