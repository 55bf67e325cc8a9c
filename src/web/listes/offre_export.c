#include "offre_liste_page.h"

#include "action.h"
#include "config.h"
#include "dates.h"
#include "ecrivain_xlsx.h"
#include "log.h"
#include "spool.h"

#include <string.h>

#define NBSP "\xC2\xA0"

struct export
{
    struct arena *arena; /* of one row */
    struct xlsx_colonne colonnes[OFFRE_COLONNES_MAX];
    size_t n;
    struct ecrivain_csv *csv; /* one of both */
    struct ecrivain_xlsx *xlsx;
};

static enum status ecrire(struct export *export, const char **champs)
{
    if (export->xlsx) {
        return ecrivain_xlsx_ligne(export->xlsx, champs);
    }
    for (size_t i = 0; i < export->n; i++) {
        if (export->colonnes[i].genre == XLSX_DATE) {
            champs[i] = dates_show(export->arena, champs[i]);
        }
    }
    return ecrivain_csv_ligne(export->csv, champs, export->n);
}

static enum status ecrire_ligne(void *contexte, const struct offre_ligne *ligne)
{
    struct export *export = contexte;
    arena_reset(export->arena);
    const char *code =
        ligne->session ? arena_printf(export->arena, "%lld-%lld-%lld", (long long)ligne->formation,
                                      (long long)ligne->action, (long long)ligne->session)
                       : arena_printf(export->arena, "%lld-%lld", (long long)ligne->formation,
                                      (long long)ligne->action);
    const char *session[OFFRE_COLONNES_MAX] = {
        code,         ligne->intitule, ligne->site,        ligne->commune,
        ligne->debut, ligne->fin,      ligne->dispositifs, ligne->actif ? "Actif" : "Inactif"};
    const char *action[OFFRE_COLONNES_MAX] = {
        code,           ligne->intitule, ligne->site,
        ligne->commune, ligne->envoyee,  choice_label(action_etats, ligne->etat)};
    return ecrire(export, ligne->session ? session : action);
}

static enum status vers_spool(void *contexte, const void *octets, size_t n)
{
    return spool_write(contexte, octets, n);
}

/* All rows of the list, and a last line when they are not all. */
static enum status ecrire_lignes(struct request *request, struct export *export,
                                 struct offre_demande *demande)
{
    offre_demande_borner(demande, OFFRE_EXPORT_LUES, OFFRE_EXPORT_SECONDES);
    TRY(offre_parcourir(request->db, &demande->requete, ecrire_ligne, export));
    if (!demande->arretee) {
        return STATUS_OK;
    }
    log_warning("export_stopped", LOG_TEXT("liste", demande->requete.liste->code));
    static const char arret[] =
        "EXPORT ARRÊTÉ AVANT LA FIN, liste trop longue" NBSP
        ": exportez moins de lignes à la fois, par des mots ou par établissement";
    const char *fin[OFFRE_COLONNES_MAX] = {"", arret, "", "", "", "", "", ""};
    arena_reset(export->arena);
    return ecrire(export, fin);
}

static enum status ecrire_csv(struct request *request, struct export *export,
                              struct offre_demande *demande, struct ecrivain_sortie sortie)
{
    const char *titres[OFFRE_COLONNES_MAX] = {0};
    for (size_t i = 0; i < export->n; i++) {
        titres[i] = export->colonnes[i].titre;
    }
    export->csv = ARENA_NEW(request->arena, struct ecrivain_csv);
    ecrivain_csv_ouvrir(export->csv, sortie);
    TRY(ecrivain_csv_ligne(export->csv, titres, export->n));
    TRY(ecrire_lignes(request, export, demande));
    return ecrivain_csv_fermer(export->csv);
}

static enum status ecrire_xlsx(struct request *request, struct export *export,
                               struct offre_demande *demande, struct ecrivain_sortie sortie)
{
    enum status status = ecrivain_xlsx_ouvrir(
        request->arena, request->config->spool,
        offre_liste_de_sessions(demande->requete.liste) ? "Sessions" : "Actions", export->colonnes,
        export->n, &export->xlsx);
    status = status != STATUS_OK ? status : ecrire_lignes(request, export, demande);
    if (status == STATUS_OK) {
        return ecrivain_xlsx_fermer(export->xlsx, sortie);
    }
    ecrivain_xlsx_abandonner(export->xlsx);
    return status;
}

static enum status exporter(struct request *request, struct response *response, bool sessions,
                            bool xlsx)
{
    struct offre_demande demande = {0};
    TRY(offre_demande_lire(request, sessions, &demande));
    response->spool = spool_create(request->arena, request->config->spool);
    struct export export = {
        .arena = arena_create(0),
    };
    const struct offre_colonne *colonnes = offre_colonnes(sessions, &export.n);
    for (size_t i = 0; i < export.n; i++) {
        export.colonnes[i] = colonnes[i].fichier;
    }
    const struct ecrivain_sortie sortie = {vers_spool, response->spool};
    enum status status = xlsx ? ecrire_xlsx(request, &export, &demande, sortie)
                              : ecrire_csv(request, &export, &demande, sortie);
    arena_destroy(export.arena);
    response->content_type =
        xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
             : "text/csv; charset=utf-8";
    response_header(response, "Content-Disposition",
                    arena_printf(request->arena, "attachment; filename=\"%s-%s-%s.%s\"",
                                 sessions ? "sessions" : "actions", demande.requete.liste->code,
                                 demande.requete.aujourdhui, xlsx ? "xlsx" : "csv"));
    return status;
}

enum status sessions_csv(struct request *request, struct response *response)
{
    return exporter(request, response, true, false);
}

enum status sessions_xlsx(struct request *request, struct response *response)
{
    return exporter(request, response, true, true);
}

enum status actions_csv(struct request *request, struct response *response)
{
    return exporter(request, response, false, false);
}

enum status actions_xlsx(struct request *request, struct response *response)
{
    return exporter(request, response, false, true);
}
