#include "textes_page.h"

#include "config.h"
#include "tmpl_accessibilite.h"
#include "tmpl_donnees_personnelles.h"
#include "tmpl_mentions_legales.h"

#include <string.h>

enum texte_page { PAGE_MENTIONS, PAGE_DONNEES };

static const struct {
    const char *env;
    const char *titre;
    size_t offset;
    enum texte_page page;
} mentions[] = {
    {"SOFI_EDITEUR", "Éditeur", offsetof(struct config_legal, editeur), PAGE_MENTIONS},
    {"SOFI_DIRECTEUR_PUBLICATION", "Directeur de la publication",
     offsetof(struct config_legal, directeur), PAGE_MENTIONS},
    {"SOFI_HEBERGEUR", "Hébergeur", offsetof(struct config_legal, hebergeur), PAGE_MENTIONS},
    {"SOFI_RESPONSABLE_TRAITEMENT", "Responsable du traitement",
     offsetof(struct config_legal, responsable), PAGE_DONNEES},
    {"SOFI_DPO", "Délégué à la protection des données", offsetof(struct config_legal, dpo),
     PAGE_DONNEES},
    {"SOFI_BASES_LEGALES", "Bases légales", offsetof(struct config_legal, bases), PAGE_DONNEES},
    {"SOFI_DUREES_CONSERVATION", "Durées de conservation", offsetof(struct config_legal, durees),
     PAGE_DONNEES},
    {"SOFI_DESTINATAIRES", "Destinataires", offsetof(struct config_legal, destinataires),
     PAGE_DONNEES},
};

#define MENTIONS (sizeof(mentions) / sizeof(mentions[0]))

static const char *valeur(const struct config *config, size_t i)
{
    const char *const *member = (const void *)((const char *)&config->legal + mentions[i].offset);
    return *member ? *member : "";
}

static const char *audit(const struct config *config)
{
    return config->legal.audit ? config->legal.audit : "";
}

const char *textes_manquants(struct arena *arena, const struct config *config)
{
    const char *noms = "";
    for (size_t i = 0; i < MENTIONS; i++) {
        if (valeur(config, i)[0] == '\0') {
            noms = arena_printf(arena, "%s%s%s", noms, noms[0] ? ", " : "", mentions[i].env);
        }
    }
    return noms;
}

static struct mentions_view mentions_de(struct arena *arena, const struct config *config,
                                        enum texte_page page)
{
    struct mention_view *items = ARENA_ARRAY(arena, struct mention_view, MENTIONS);
    size_t n = 0;
    for (size_t i = 0; i < MENTIONS; i++) {
        if (mentions[i].page == page) {
            items[n++] = (struct mention_view){mentions[i].titre, valeur(config, i)};
        }
    }
    return (struct mentions_view){.items = items, .n = n};
}

static enum status montrer(struct request *request, struct response *response, const char *titre,
                           enum texte_page page,
                           void (*template)(struct buffer *, const struct texte_view *))
{
    const struct config *config = request->config;
    const char *conformite = config_conformite(config);
    struct texte_view view = {.editeur = config->legal.editeur ? config->legal.editeur : "",
                              .adresse = config->base_url,
                              .audit = audit(config),
                              .heures = config->login_hours,
                              .minutes = config->login_idle_minutes,
                              .totalement = conformite[0] == 't',
                              .partiellement = conformite[0] == 'p'};
    view.mentions = mentions_de(request->arena, config, page);
    page_init(&view.page, request, response, titre, MENU_AUCUN);
    page_publique(&view.page, request, arena_printf(request->arena, "%s de SOFI.", titre));
    page_pour_tous(request, response);
    template(&response->body, &view);
    return STATUS_OK;
}

enum status textes_accessibilite(struct request *request, struct response *response)
{
    return montrer(request, response, "Accessibilité", PAGE_MENTIONS, tmpl_accessibilite);
}

enum status textes_donnees_personnelles(struct request *request, struct response *response)
{
    return montrer(request, response, "Données personnelles", PAGE_DONNEES,
                   tmpl_donnees_personnelles);
}

enum status textes_mentions_legales(struct request *request, struct response *response)
{
    return montrer(request, response, "Mentions légales", PAGE_MENTIONS, tmpl_mentions_legales);
}
