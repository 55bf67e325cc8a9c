#include "offre_fusion.h"

#include "buffer.h"
#include "offre_conflit.h"

#include <string.h>

/* ---- digests: they tell whether a value changed, and protect nothing */

#define FNV_DEBUT 0xcbf29ce484222325u
#define FNV_FACTEUR 0x100000001b3u

static uint64_t meler(uint64_t sum, const char *text)
{
    for (; *text; text++) {
        sum = (sum ^ (unsigned char)*text) * FNV_FACTEUR;
    }
    return (sum ^ 0x1f) * FNV_FACTEUR;
}

static uint64_t meler_champ(struct arena *arena, uint64_t sum, const struct field *field,
                            const void *record)
{
    if (field->type == FIELD_TYPE_LIST) {
        struct text_list list = field_list(field, record);
        for (size_t i = 0; i < list.n; i++) {
            sum = meler(sum, list.items[i]);
        }
        return meler(sum, "");
    }
    if (field->type == FIELD_TYPE_INT || field->type == FIELD_TYPE_BOOL) {
        return meler(sum, field_show(arena, field, record));
    }
    return meler(sum, field_text(field, record));
}

static const char *en_texte(struct arena *arena, uint64_t sum)
{
    static const char digits[] = "0123456789abcdef";
    char *at = (char *)arena_alloc(arena, 2 * sizeof sum + 1) + 2 * sizeof sum;
    do {
        *--at = digits[sum & 15];
        sum >>= 4;
    } while (sum);
    return at;
}

static const char *resumer_champ(struct arena *arena, const struct field *field, const void *record)
{
    return en_texte(arena, meler_champ(arena, FNV_DEBUT, field, record));
}

/* "" of NULL */
static const char *resumer_detail(struct arena *arena, const struct offre_genre *genre,
                                  const void *record)
{
    uint64_t sum = FNV_DEBUT;
    for (size_t i = 0; record && i < genre->set->n; i++) {
        sum = meler_champ(arena, sum, &genre->set->fields[i], record);
    }
    return record ? en_texte(arena, sum) : "";
}

static const char *nommer(struct arena *arena, const struct offre_genre *genre, int64_t rang)
{
    return arena_printf(arena, "%s-%lld", genre->code, (long long)rang);
}

static void ajouter_vus(struct arena *arena, const struct form *form, const void *record,
                        const struct params *gardes, struct params *vu)
{
    for (size_t i = 0; i < form->n; i++) {
        const struct field *field = form->fields[i].field;
        if (!gardes || !params_get(gardes, field->name)) {
            vu->items[vu->n++] =
                (struct param){.name = field->name, .value = resumer_champ(arena, field, record)};
        }
    }
}

const char *offre_fusion_vu(struct arena *arena, const struct offre_saisie *saisie,
                            const void *record, const struct offre_details *details,
                            const struct params *gardes)
{
    size_t most = saisie->form.n + saisie->annexe.n + details->n + (gardes ? gardes->n : 0);
    struct params vu = {.items = ARENA_ARRAY(arena, struct param, most + 1)};
    ajouter_vus(arena, &saisie->form, record, gardes, &vu);
    ajouter_vus(arena, &saisie->annexe, record, gardes, &vu);
    for (size_t i = 0; i < details->n; i++) {
        const struct offre_detail *d = &details->items[i];
        const char *nom = nommer(arena, d->genre, d->rang);
        if (!gardes || !params_get(gardes, nom)) {
            vu.items[vu.n++] =
                (struct param){.name = nom, .value = resumer_detail(arena, d->genre, d->record)};
        }
    }
    for (size_t i = 0; gardes && i < gardes->n; i++) {
        if (gardes->items[i].value[0]) {
            vu.items[vu.n++] = gardes->items[i];
        }
    }
    return params_encode(&vu, arena, NULL);
}

/* ---- merging */

struct fusion {
    struct request *request;
    struct arena *arena;
    const struct offre_lecture *lecture;
    const struct params *form;
    struct params vu;
    bool sans_vu;
    const void *tapee; /* the record as it was typed */
    struct offre_saisie *saisie;
};

enum sort { MIEN, SIEN, CONFLIT };

/* `mien`, `sien`: digests of what was typed and of what the base holds. */
static enum sort trancher(const struct fusion *f, const char *nom, const char *mien,
                          const char *sien)
{
    const char *vu = params_get(&f->vu, nom);
    enum offre_choix choix = offre_conflit_choix(f->form, nom);
    if (choix == CHOIX_SIEN || choix == CHOIX_ATTENDU) {
        return choix == CHOIX_SIEN ? SIEN : CONFLIT;
    }
    if (f->lecture->neuve || strcmp(mien, sien) == 0) {
        return MIEN;
    }
    if (f->sans_vu) {
        return f->lecture->perimee ? CONFLIT : MIEN;
    }
    vu = vu ? vu : "";
    return strcmp(vu, mien) == 0 ? SIEN : strcmp(vu, sien) == 0 ? MIEN : CONFLIT;
}

static void noter_conflit(struct fusion *f, struct offre_conflit conflit)
{
    struct offre_saisie *s = f->saisie;
    conflit.libelle = conflit.field ? conflit.field->label : conflit.genre->titre;
    conflit.miens = offre_conflit_miens(f->arena, f->form, &s->params, conflit.nom);
    *ARENA_PUSH(f->arena, s->conflits.items, s->conflits.n) = conflit;
}

/* Changed by somebody else alone: `mien` is what the drawn form goes on showing. */
static void noter_autre(struct fusion *f, const char *nom, const char *libelle, const char *mien)
{
    struct offre_saisie *s = f->saisie;
    *ARENA_PUSH(f->arena, s->gardes.items, s->gardes.n) =
        (struct param){.name = nom, .value = mien};
    if (!s->autres[0] || !strstr(s->autres, libelle)) {
        s->autres = arena_printf(f->arena, "%s%s%s", s->autres, s->autres[0] ? ", " : "", libelle);
    }
}

static void montrer_le_sien(struct fusion *f, struct form_field *entry)
{
    const struct field_set seul = {entry->field, 1};
    struct form form;
    form_of_record(&form, f->arena, &seul, f->lecture->ancienne,
                   acteur_est_officier(f->request->acteur), false);
    entry->typed = form.fields[0].typed;
    entry->typed_list = form.fields[0].typed_list;
}

static void *copier(struct arena *arena, const void *record, size_t taille)
{
    void *copie = arena_alloc(arena, taille);
    memcpy(copie, record, taille);
    return copie;
}

/* The record that holds her value: while she has not chosen, that of before she wrote another. */
static const void *champ_mien(const struct fusion *f, const struct field *field)
{
    const struct field_set seul = {field, 1};
    struct form form;
    if (offre_conflit_choix(f->form, field->name) != CHOIX_ATTENDU) {
        return f->tapee;
    }
    void *mien = copier(f->arena, f->lecture->ancienne, f->lecture->taille);
    const struct params miens = params_below(f->form, f->arena, OFFRE_CONFLIT_MIEN);
    form_read_draft(&form, f->arena, &seul, &miens, mien, acteur_est_officier(f->request->acteur));
    return mien;
}

static void fusionner_champ(struct fusion *f, struct form_field *entry, void *nouvelle)
{
    const struct field *field = entry->field;
    const char *mien = resumer_champ(f->arena, field, nouvelle);
    enum sort sort =
        trancher(f, field->name, mien, resumer_champ(f->arena, field, f->lecture->ancienne));
    if (sort == MIEN) {
        return;
    }
    field_copy(field, nouvelle, f->lecture->ancienne);
    if (sort == CONFLIT) {
        noter_conflit(f, (struct offre_conflit){.nom = field->name,
                                                .field = field,
                                                .sien = f->lecture->ancienne,
                                                .mien = champ_mien(f, field)});
    } else {
        noter_autre(f, field->name, field->label, mien);
        montrer_le_sien(f, entry);
    }
}

/* Likewise; NULL: she took it out. */
static const void *detail_mien(const struct fusion *f, const struct offre_rangee *ligne,
                               const char *nom)
{
    const struct offre_genre *genre = ligne->genre;
    struct form form;
    if (offre_conflit_choix(f->form, nom) != CHOIX_ATTENDU) {
        return ligne->record;
    }
    void *mien = offre_vide(f->arena, genre->set, genre->taille);
    const struct params miens = offre_conflit_miens(f->arena, f->form, NULL, nom);
    const struct params champs =
        params_below(&miens, f->arena, arena_printf(f->arena, OFFRE_CONFLIT_MIEN "%s-", nom));
    form_read(&form, f->arena, genre->set, &champs, mien, acteur_est_officier(f->request->acteur),
              true, false);
    const char *marque = arena_printf(f->arena, OFFRE_CONFLIT_MIEN "%s", genre->code);
    return params_get(&miens, marque) ? mien : NULL;
}

/* A record inside that the form holds. False: it is taken out of the form. */
static bool fusionner_ligne(struct fusion *f, struct offre_rangee *ligne)
{
    const struct offre_genre *genre = ligne->genre;
    const char *nom = nommer(f->arena, genre, ligne->rang);
    const char *mien = resumer_detail(f->arena, genre, ligne->record);
    enum sort sort = trancher(f, nom, mien, resumer_detail(f->arena, genre, ligne->enregistre));
    if (sort == CONFLIT) {
        noter_conflit(f, (struct offre_conflit){.nom = nom,
                                                .genre = genre,
                                                .sien = ligne->enregistre,
                                                .mien = detail_mien(f, ligne, nom)});
    }
    if (sort != SIEN) {
        return true;
    }
    noter_autre(f, nom, genre->titre, mien);
    if (ligne->enregistre) {
        memcpy(ligne->record, ligne->enregistre, genre->taille);
        form_of_record(&ligne->form, f->arena, genre->set, ligne->record,
                       acteur_est_officier(f->request->acteur), true);
    }
    return ligne->enregistre != NULL;
}

static const struct offre_rangee *chercher(const struct offre_saisie *saisie,
                                           const struct offre_detail *detail)
{
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        const struct offre_rangee *ligne = &saisie->lignes.items[i];
        if (ligne->genre == detail->genre && ligne->rang == detail->rang) {
            return ligne;
        }
    }
    return NULL;
}

/* A record of the base that the form has no more, or never had. */
static void fusionner_absente(struct fusion *f, const struct offre_detail *detail)
{
    const char *nom = nommer(f->arena, detail->genre, detail->rang);
    enum sort sort = trancher(f, nom, "", resumer_detail(f->arena, detail->genre, detail->record));
    if (sort == MIEN) {
        return;
    }
    offre_saisie_ajouter(f->request, f->saisie, detail);
    if (sort == CONFLIT) {
        noter_conflit(
            f, (struct offre_conflit){.nom = nom, .genre = detail->genre, .sien = detail->record});
    } else {
        noter_autre(f, nom, detail->genre->titre, "");
    }
}

void offre_fusionner(struct request *request, const struct offre_lecture *lecture, void *nouvelle,
                     struct offre_saisie *saisie)
{
    const char *vu = request_form(request, "vu");
    struct fusion f = {.request = request,
                       .arena = request->arena,
                       .lecture = lecture,
                       .form = &request->form,
                       .sans_vu = vu[0] == '\0',
                       .tapee = copier(request->arena, nouvelle, lecture->taille),
                       .saisie = saisie};
    if (params_parse(&f.vu, f.arena, vu, strlen(vu)) != STATUS_OK) {
        f.sans_vu = true;
    }
    for (size_t i = 0; i < saisie->form.n; i++) {
        fusionner_champ(&f, &saisie->form.fields[i], nouvelle);
    }
    for (size_t i = 0; i < saisie->annexe.n; i++) {
        fusionner_champ(&f, &saisie->annexe.fields[i], nouvelle);
    }
    size_t n = 0;
    for (size_t i = 0; i < saisie->lignes.n; i++) {
        if (fusionner_ligne(&f, &saisie->lignes.items[i])) {
            saisie->lignes.items[n++] = saisie->lignes.items[i];
        }
    }
    saisie->lignes.n = n;
    for (size_t i = 0; i < lecture->details->n; i++) {
        if (!chercher(saisie, &lecture->details->items[i])) {
            fusionner_absente(&f, &lecture->details->items[i]);
        }
    }
}
