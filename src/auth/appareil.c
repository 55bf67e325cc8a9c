#include "appareil.h"

#include "crypto.h"
#include "dates.h"

#include <arpa/inet.h>
#include <string.h>

#define JOUR (INT64_C(24) * 3600)
#define COOKIE_LENGTH 43

STATEMENT(APPAREIL_RECONNAITRE, "ttti", "ii",
          "SELECT CAST(max(CASE WHEN a.empreinte = $2 THEN 1 ELSE 0 END) AS BIGINT),"
          " CAST(max(CASE WHEN a.reseau = $3 THEN 1 ELSE 0 END) AS BIGINT)"
          " FROM compte c JOIN appareil a ON a.compte_id = c.id"
          " WHERE c.email = $1 AND a.vu_a >= $4");

STATEMENT(APPAREIL_NOTER, "titi", "",
          "INSERT INTO appareil (empreinte, compte_id, reseau, vu_a) VALUES ($1, $2, $3, $4)"
          " ON CONFLICT (empreinte, compte_id) DO UPDATE SET reseau = excluded.reseau,"
          " vu_a = excluded.vu_a");

STATEMENT(APPAREIL_LIMITER, "ii", "",
          "DELETE FROM appareil WHERE compte_id = $1 AND vu_a < (SELECT vu_a FROM appareil"
          " WHERE compte_id = $1 ORDER BY vu_a DESC LIMIT 1 OFFSET $2)");

STATEMENT(APPAREIL_OUBLIER, "i", "", "DELETE FROM appareil WHERE compte_id = $1");

STATEMENT(APPAREIL_NETTOYER, "i", "", "DELETE FROM appareil WHERE vu_a < $1");

static int64_t limite(void)
{
    return dates_now() - APPAREIL_JOURS * JOUR;
}

enum status appareil_reconnaitre(struct db *db, struct arena *arena, const char *email,
                                 const char *cookie, const char *reseau,
                                 struct appareil_connu *connu_r)
{
    struct appareil_connu connu = {0};
    struct db_rows rows;
    DB_QUERY(db, &APPAREIL_RECONNAITRE, &rows, BIND_TEXT(email),
             BIND_TEXT(crypto_digest(arena, cookie, NULL)), BIND_TEXT(reseau), BIND_INT(limite()));
    if (db_next(&rows)) {
        connu.appareil = db_int(&rows, 0) != 0;
        connu.reseau = db_int(&rows, 1) != 0;
    }
    TRY(db_end(&rows));
    *connu_r = connu;
    return STATUS_OK;
}

enum status appareil_noter(struct db *db, struct arena *arena, int64_t compte_id,
                           const char *cookie, const char *reseau)
{
    TRY(DB_EXEC(db, &APPAREIL_NOTER, NULL, BIND_TEXT(crypto_digest(arena, cookie, NULL)),
                BIND_INT(compte_id), BIND_TEXT(reseau), BIND_INT(dates_now())));
    return DB_EXEC(db, &APPAREIL_LIMITER, NULL, BIND_INT(compte_id),
                   BIND_INT(APPAREIL_MAXIMUM - 1));
}

enum status appareil_oublier(struct db *db, int64_t compte_id)
{
    return DB_EXEC(db, &APPAREIL_OUBLIER, NULL, BIND_INT(compte_id));
}

enum status appareil_nettoyer(struct db *db)
{
    return DB_EXEC(db, &APPAREIL_NETTOYER, NULL, BIND_INT(limite()));
}

bool appareil_est_cookie(const char *cookie)
{
    return strlen(cookie) == COOKIE_LENGTH;
}

const char *appareil_reseau(struct arena *arena, const char *adresse)
{
    struct in6_addr six;
    char text[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, adresse, &six) != 1) {
        return adresse;
    }
    if (IN6_IS_ADDR_V4MAPPED(&six)) {
        return arena_strdup(arena, inet_ntop(AF_INET, &six.s6_addr[12], text, sizeof text));
    }
    memset(&six.s6_addr[8], 0, 8);
    return arena_printf(arena, "%s/64", inet_ntop(AF_INET6, &six, text, sizeof text));
}

struct marque {
    const char *signe; /* in the User-Agent */
    const char *mot;
};

/* The first that is found: browsers name those that they are made like. */
static const char *marque_de(const struct marque *marques, const char *agent)
{
    while (marques->signe && !strstr(agent, marques->signe)) {
        marques++;
    }
    return marques->mot;
}

const char *appareil_en_mots(struct arena *arena, const char *agent)
{
    static const struct marque navigateurs[] = {{"Edg", "Edge"},
                                                {"OPR/", "Opera"},
                                                {"SamsungBrowser/", "Samsung Internet"},
                                                {"Firefox/", "Firefox"},
                                                {"FxiOS/", "Firefox"},
                                                {"CriOS/", "Chrome"},
                                                {"Chrome/", "Chrome"},
                                                {"Chromium", "Chrome"},
                                                {"Safari/", "Safari"},
                                                {NULL, NULL}};
    static const struct marque systemes[] = {
        {"Android", "Android"}, {"iPhone", "iPhone"},  {"iPad", "iPad"},   {"Windows", "Windows"},
        {"CrOS", "ChromeOS"},   {"Mac OS X", "macOS"}, {"Linux", "Linux"}, {NULL, NULL}};
    const char *navigateur = marque_de(navigateurs, agent);
    const char *systeme = marque_de(systemes, agent);
    if (!navigateur) {
        navigateur = "Navigateur inconnu";
    }
    return systeme ? arena_printf(arena, "%s sous %s", navigateur, systeme) : navigateur;
}
