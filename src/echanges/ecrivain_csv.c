#include "ecrivain_csv.h"

#include <string.h>

static void vider(struct ecrivain_csv *csv)
{
    if (csv->status == STATUS_OK && csv->n > 0) {
        csv->status = csv->sortie.ecrire(csv->sortie.contexte, csv->tampon, csv->n);
    }
    csv->n = 0;
}

static void mettre(struct ecrivain_csv *csv, const char *octets, size_t n)
{
    while (n > 0) {
        size_t part = sizeof(csv->tampon) - csv->n;
        part = n < part ? n : part;
        memcpy(csv->tampon + csv->n, octets, part);
        csv->n += part;
        octets += part;
        n -= part;
        if (csv->n == sizeof(csv->tampon)) {
            vider(csv);
        }
    }
}

static void mettre_champ(struct ecrivain_csv *csv, const char *champ)
{
    unsigned char first = (unsigned char)champ[0];
    mettre(csv, "\"", 1);
    if (first && (first < ' ' || strchr("=+-@", first))) {
        mettre(csv, "'", 1);
    }
    for (const char *quote; (quote = strchr(champ, '"')); champ = quote + 1) {
        mettre(csv, champ, (size_t)(quote - champ) + 1);
        mettre(csv, "\"", 1);
    }
    mettre(csv, champ, strlen(champ));
    mettre(csv, "\"", 1);
}

void ecrivain_csv_ouvrir(struct ecrivain_csv *csv, struct ecrivain_sortie sortie)
{
    csv->sortie = sortie;
    csv->status = STATUS_OK;
    csv->n = 0;
    mettre(csv, "\xEF\xBB\xBF", 3);
}

enum status ecrivain_csv_ligne(struct ecrivain_csv *csv, const char *const *champs, size_t n)
{
    for (size_t i = 0; i < n && csv->status == STATUS_OK; i++) {
        if (i > 0) {
            mettre(csv, ";", 1);
        }
        mettre_champ(csv, champs[i] ? champs[i] : "");
    }
    mettre(csv, "\r\n", 2);
    return csv->status;
}

enum status ecrivain_csv_fermer(struct ecrivain_csv *csv)
{
    vider(csv);
    return csv->status;
}
