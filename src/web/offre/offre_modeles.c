/* The fields of new records: nothing of a person, of a record or of the base is in them. */
#include "offre_formulaire_private.h"

#include "log.h"
#include "tmpl_offre_ligne_champs.h"

#include <pthread.h>
#include <stdlib.h>

struct modele {
    struct html champs[2]; /* by whether the person is an officer */
};

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct arena *process_arena; /* as long as the process */
static struct modele *modeles;      /* by the places of offre_genres */

static struct html dessiner(struct arena *arena, const struct offre_genre *genre, bool officier)
{
    struct request request = {.arena = arena};
    const struct params params = {0};
    struct form form;
    struct offre_ligne_view view = {0};
    struct buffer out;
    const struct offre_dessin dessin = {.request = &request,
                                        .form = &form,
                                        .params = &params,
                                        .prefixe = arena_printf(arena, "%s-0", genre->code)};
    form_of_record(&form, arena, genre->set, offre_vide(arena, genre->set, genre->taille), officier,
                   true);
    if (offre_formulaire_champs(&dessin, &view.champs) != STATUS_OK) {
        log_error("model_not_drawn", LOG_TEXT("genre", genre->code));
        abort();
    }
    buffer_init(&out, arena, 0);
    tmpl_offre_ligne_champs(&out, &view);
    return (struct html){.data = out.data, .length = out.length};
}

static void dessiner_tous(void)
{
    size_t n = 0;
    process_arena = arena_create(0);
    while (offre_genres[n].code) {
        n++;
    }
    modeles = ARENA_ARRAY(process_arena, struct modele, n);
    for (size_t i = 0; i < n; i++) {
        modeles[i].champs[false] = dessiner(process_arena, &offre_genres[i], false);
        modeles[i].champs[true] = dessiner(process_arena, &offre_genres[i], true);
    }
}

struct html offre_modele_champs(struct arena *arena, const struct offre_genre *genre, bool officier)
{
    pthread_once(&once, dessiner_tous);
    for (size_t i = 0; offre_genres[i].code; i++) {
        if (genre == &offre_genres[i]) {
            return modeles[i].champs[officier];
        }
    }
    return dessiner(arena, genre, officier);
}
