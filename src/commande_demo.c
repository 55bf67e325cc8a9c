#include "commande.h"

#include "dates.h"
#include "demonstration.h"
#include "demonstration_offre.h"

#include <unistd.h>

static void montrer(size_t done, size_t total, const char *fin)
{
    static int shown = -1;
    int percent = total ? (int)(done * 100 / total) : 100;
    bool terminal = isatty(STDERR_FILENO) != 0;
    if (percent == shown || (!terminal && percent % 20 != 0)) {
        return;
    }
    shown = percent;
    const char *suite = percent == 100 ? fin : terminal ? "" : "\n";
    if (terminal) {
        fprintf(stderr, "\r[%-20.*s] %3d %%%s", percent / 5, "####################", percent,
                suite);
    } else {
        fprintf(stderr, "%d %%%s", percent, suite);
    }
}

void commande_progres(void *context, size_t done, size_t total)
{
    (void)context;
    montrer(done, total, "\n");
}

static void progres_de_demo(void *context, size_t done, size_t total)
{
    (void)context;
    montrer(done, total, ", index en cours…\n");
}

static enum status generer(struct contexte *contexte, struct db *db)
{
    const struct demonstration_offre offre = {.sessions = contexte->sessions,
                                              .graine = (uint64_t)contexte->graine,
                                              .progres = progres_de_demo};
    int64_t debut = dates_monotonic_us();
    TRY(demonstration_offre_generer(db, contexte->arena, &offre));
    int64_t ms = (dates_monotonic_us() - debut) / 1000 + 1;
    fprintf(stderr, "%lld sessions et leurs index en %.1f s, %lld par seconde\n",
            (long long)offre.sessions, (double)ms / 1000, (long long)(offre.sessions * 1000 / ms));
    return STATUS_OK;
}

/* *pleine_r: somebody's data is there. */
static enum status remplir(struct contexte *contexte, struct db *db, bool *pleine_r)
{
    enum status status = contexte->sessions > 0 ? demonstration_annoncer(db) : STATUS_OK;
    status = status != STATUS_OK ? status : demonstration_creer(db, contexte->arena);
    *pleine_r = status == STATUS_CONFLICT;
    TRY(status);
    return contexte->sessions > 0 ? generer(contexte, db) : STATUS_OK;
}

int commande_demo(struct contexte *contexte)
{
    struct db *db = commande_ouvrir(contexte, true);
    if (!db) {
        return COMMANDE_SYSTEME;
    }
    bool pleine = false;
    enum status status = remplir(contexte, db, &pleine);
    db_close(db);
    if (pleine) {
        return commande_dire(COMMANDE_REFUSE,
                             "la base contient déjà des établissements, elle reste "
                             "comme elle est");
    }
    if (status != STATUS_OK) {
        return commande_dire(commande_code(status),
                             "la démonstration est incomplète, la base est à refaire");
    }
    printf("Données de démonstration : of@exemple.fr, %scarif@exemple.fr, admin@exemple.fr, mot de "
           "passe " DEMONSTRATION_MOT_DE_PASSE "\n",
           contexte->sessions > 0 ? DEMONSTRATION_GRAND ", " : "");
    return COMMANDE_OK;
}
