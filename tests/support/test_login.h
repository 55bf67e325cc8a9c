/* Logins of tests: as a browser would that nobody has used yet. */
#ifndef SOFI_TESTS_TEST_LOGIN_H
#define SOFI_TESTS_TEST_LOGIN_H

#include "login.h"

static inline struct login_demande test_login_demande(const char *email, const char *password,
                                                      const char *address)
{
    return (struct login_demande){.email = email,
                                  .mot_de_passe = password,
                                  .adresse = address,
                                  .appareil = "",
                                  .ancien = "",
                                  .agent = ""};
}

/* *cookie_r is left as it is when no login opens. */
static inline enum status test_login(struct db *db, struct arena *arena, const char *email,
                                     const char *password, const char *address,
                                     const char **cookie_r)
{
    struct login_demande demande = test_login_demande(email, password, address);
    struct login_ouvert ouvert = {0};
    enum status status = login_ouvrir(db, arena, &demande, &ouvert);
    if (status == STATUS_OK) {
        *cookie_r = ouvert.cookie;
    }
    return status;
}

#endif
