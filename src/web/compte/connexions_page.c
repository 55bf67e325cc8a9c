#include "connexions_page.h"

#include "dates.h"
#include "login_liste.h"
#include "text.h"
#include "tmpl_connexions.h"

#include <string.h>

#define ADRESSE "/compte/connexions"
#define AUTRES "autres"

enum status connexions_montrer(struct request *request, struct response *response)
{
    struct arena *arena = request->arena;
    struct login_lignes logins = {0};
    TRY(login_lister(request->db, arena, request->config, request->acteur, &logins));
    struct connexion_ligne *lignes = ARENA_ARRAY(arena, struct connexion_ligne, logins.n);
    for (size_t i = 0; i < logins.n; i++) {
        const struct login_ligne *login = &logins.items[i];
        lignes[i] = (struct connexion_ligne){.id = login->id,
                                             .appareil = login->appareil,
                                             .reseau = login->reseau,
                                             .ouverte = dates_show_instant(arena, login->ouvert_a),
                                             .vue = dates_show_instant(arena, login->vu_a),
                                             .courante = login->courant};
    }
    struct connexions_view view = {.lignes = {.items = lignes, .n = logins.n},
                                   .autres = logins.n > 1};
    page_init(&view.page, request, response, "Mes connexions", MENU_COMPTE);
    tmpl_connexions(&response->body, &view);
    return STATUS_OK;
}

enum status connexions_agir(struct request *request, struct response *response)
{
    const char *laquelle = request_form(request, "fermer");
    bool autres = strcmp(laquelle, AUTRES) == 0;
    int64_t id = 0;
    int64_t n = 0;
    if (!autres && !text_to_int(laquelle, &id)) {
        return STATUS_MALFORMED;
    }
    TRY(autres ? login_fermer_autres(request->db, request->acteur, &n)
               : login_fermer_un(request->db, request->acteur, id, &n));
    page_flash(request, response,
               n == 0   ? "connexion-finie"
               : autres ? "connexions-fermees"
                        : "connexion-fermee");
    response_redirect(response, ADRESSE);
    return STATUS_OK;
}
