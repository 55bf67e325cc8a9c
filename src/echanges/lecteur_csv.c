#include "lecteur_csv.h"

#include "text.h"
#include "utf8.h"

#include <csv.h>
#include <string.h>

struct lecture {
    struct arena *arena;
    const struct lecteur_csv *lecteur;
    FILE *file;
    char *tampon; /* LECTEUR_CSV_LIGNE_MAX bytes and one */
    size_t debut; /* of the part of `tampon` not yet given to the parser */
    size_t fin;
    bool epuise;
    size_t octets;
    long origine;  /* of the text in the file */
    size_t numero; /* of the physical line at hand */
    /* The row at hand. */
    size_t depart; /* its first line; 0: not begun */
    size_t apres;  /* bytes of the file up to the end of that line */
    size_t taille; /* its bytes */
    char *texte;   /* fields, each with its NUL */
    size_t texte_n;
    const char **champs;
    size_t champ_n;
    enum status status;
    size_t fautes; /* rows that were passed over */
    bool fautive;  /* what ended the reading is a fault of the row at hand */
    size_t ligne;
    const char *raison;
};

static void refuser(struct lecture *lecture, const char *raison)
{
    if (lecture->status == STATUS_OK) {
        lecture->status = STATUS_REFUSED;
        lecture->ligne = lecture->depart ? lecture->depart : lecture->numero;
        lecture->raison = raison;
    }
}

static void refuser_rangee(struct lecture *lecture, const char *raison)
{
    lecture->fautive = lecture->fautive || lecture->status == STATUS_OK;
    refuser(lecture, raison);
}

/* The parser goes on to the end of the line it was given after a refusal: nothing more is kept. */
static void champ(void *bytes, size_t length, void *context)
{
    struct lecture *lecture = context;
    if (lecture->champ_n == LECTEUR_CSV_CHAMPS_MAX) {
        refuser_rangee(lecture, "trop de colonnes");
    }
    if (lecture->status != STATUS_OK) {
        return;
    }
    char *to = lecture->texte + lecture->texte_n;
    if (length) {
        memcpy(to, bytes, length);
    }
    to[length] = '\0';
    lecture->champs[lecture->champ_n++] = to;
    lecture->texte_n += length + 1;
}

static void fin_de_ligne(int terminator, void *context)
{
    struct lecture *lecture = context;
    const struct csv_ligne ligne = {
        .numero = lecture->depart, .champs = lecture->champs, .n = lecture->champ_n};
    (void)terminator;
    if (lecture->status == STATUS_OK) {
        lecture->status = lecture->lecteur->ligne(lecture->lecteur->context, &ligne);
    }
    lecture->champ_n = 0;
    lecture->texte_n = 0;
    lecture->depart = 0;
    lecture->taille = 0;
}

static void remplir(struct lecture *lecture)
{
    memmove(lecture->tampon, lecture->tampon + lecture->debut, lecture->fin - lecture->debut);
    lecture->fin -= lecture->debut;
    lecture->debut = 0;
    size_t room = LECTEUR_CSV_LIGNE_MAX - lecture->fin;
    size_t n = fread(lecture->tampon + lecture->fin, 1, room, lecture->file);
    lecture->fin += n;
    lecture->octets += n;
    lecture->epuise = n < room;
    size_t most = lecture->lecteur->octets_max;
    if (ferror(lecture->file)) {
        refuser(lecture, "lecture du fichier interrompue");
    } else if (most && lecture->octets > most) {
        refuser(lecture, arena_printf(lecture->arena, "fichier de plus de %zu Mo", most >> 20));
    } else if (lecture->lecteur->progres) {
        lecture->lecteur->progres(lecture->lecteur->context, lecture->octets);
    }
}

/* The next physical line with its end; 0 when there is none. */
static size_t ligne_physique(struct lecture *lecture, const char **bytes_r)
{
    const char *end = NULL;
    for (;;) {
        const char *start = lecture->tampon + lecture->debut;
        size_t left = lecture->fin - lecture->debut;
        end = left ? memchr(start, '\n', left) : NULL;
        if (end || lecture->epuise || left == LECTEUR_CSV_LIGNE_MAX ||
            lecture->status != STATUS_OK) {
            break;
        }
        remplir(lecture);
    }
    const char *start = lecture->tampon + lecture->debut;
    size_t length = end ? (size_t)(end - start) + 1 : lecture->fin - lecture->debut;
    *bytes_r = start;
    lecture->debut += length;
    lecture->numero += length > 0;
    return length;
}

static void donner(struct lecture *lecture, struct csv_parser *parser, const char *bytes,
                   size_t length)
{
    if (lecture->depart == 0) {
        lecture->depart = lecture->numero;
        lecture->apres = lecture->octets - (lecture->fin - lecture->debut);
    }
    lecture->taille += length;
    if (lecture->taille >= LECTEUR_CSV_LIGNE_MAX) {
        refuser_rangee(lecture,
                       arena_printf(lecture->arena, "plus de %zu Kio, guillemet jamais refermé ?",
                                    LECTEUR_CSV_LIGNE_MAX / 1024));
    } else if (!utf8_is_valid(bytes, length)) {
        refuser_rangee(lecture, "octets qui ne sont pas de l'UTF-8, fichier en UTF-8 attendu");
    } else if (csv_parse(parser, bytes, length, champ, fin_de_ligne, lecture) != length) {
        refuser_rangee(lecture, csv_error(parser) == CSV_EPARSE ? "guillemet mal placé"
                                                                : "mémoire insuffisante");
    }
    /* A blank line begins no row. */
    if (parser->pstate == 0 && lecture->champ_n == 0) {
        lecture->depart = 0;
        lecture->taille = 0;
    }
}

/* Behind the first line of a row that cannot be read, as if it were not there. */
static bool reprendre(struct lecture *lecture, struct csv_parser *parser)
{
    const struct lecteur_csv *lecteur = lecture->lecteur;
    if (!lecture->fautive || !lecteur->fautive || lecture->fautes++ == LECTEUR_CSV_FAUTES_MAX ||
        fseek(lecture->file, lecture->origine + (long)lecture->apres, SEEK_SET) != 0) {
        return false;
    }
    lecteur->fautive(lecteur->context, lecture->ligne, lecture->raison);
    csv_free(parser);
    if (csv_init(parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return false;
    }
    csv_set_delim(parser, (unsigned char)lecteur->separateur);
    lecture->numero = lecture->ligne;
    lecture->octets = lecture->apres;
    lecture->debut = lecture->fin = 0;
    lecture->epuise = false;
    lecture->champ_n = lecture->texte_n = lecture->depart = lecture->taille = 0;
    lecture->status = STATUS_OK;
    lecture->fautive = false;
    lecture->raison = NULL;
    return true;
}

static void lire_rangees(struct lecture *lecture, struct csv_parser *parser)
{
    const char *bytes = NULL;
    size_t length = ligne_physique(lecture, &bytes);
    if (lecture->numero == 1 && length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    while (length && lecture->status == STATUS_OK) {
        donner(lecture, parser, bytes, length);
        length = ligne_physique(lecture, &bytes);
    }
    if (lecture->status == STATUS_OK && csv_fini(parser, champ, fin_de_ligne, lecture) != 0) {
        refuser_rangee(lecture, "fichier tronqué : guillemet jamais refermé");
    }
}

static void lire(struct lecture *lecture, struct csv_parser *parser)
{
    do {
        lire_rangees(lecture, parser);
    } while (lecture->status == STATUS_REFUSED && reprendre(lecture, parser));
}

enum status lecteur_csv_lire(struct arena *arena, FILE *file, const struct lecteur_csv *lecteur,
                             size_t *ligne_r, const char **raison_r)
{
    struct lecture lecture = {
        .arena = arena,
        .lecteur = lecteur,
        .file = file,
        .origine = ftell(file),
        .tampon = arena_alloc(arena, LECTEUR_CSV_LIGNE_MAX + 1),
        .texte = arena_alloc(arena, LECTEUR_CSV_LIGNE_MAX + LECTEUR_CSV_CHAMPS_MAX),
        .champs = ARENA_ARRAY(arena, const char *, LECTEUR_CSV_CHAMPS_MAX)};
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return STATUS_ERROR;
    }
    csv_set_delim(&parser, (unsigned char)lecteur->separateur);
    lire(&lecture, &parser);
    csv_free(&parser);
    if (lecture.status != STATUS_OK && lecture.raison) {
        *ligne_r = lecture.ligne;
        *raison_r = lecture.raison;
    }
    return lecture.status;
}
