#include "portee.h"

/* The number of its sites, their first and last establishment, and how many sites that one has. */
STATEMENT(PORTEE, "i", "iiii",
          "SELECT count(*), min(s.etablissement_id), max(s.etablissement_id),"
          " (SELECT count(*) FROM site t WHERE t.etablissement_id = min(s.etablissement_id))"
          " FROM compte_site cs JOIN site s ON s.numero = cs.site_numero"
          " WHERE cs.compte_id = $1");

/* Of an actor that no login made. */
static enum status lire_sites(struct db *db, int64_t compte_id, bool *tous_r, int64_t *premier_r)
{
    struct db_rows rows;
    DB_QUERY(db, &PORTEE, &rows, BIND_INT(compte_id));
    if (db_next(&rows)) {
        *premier_r = db_int(&rows, 1);
        *tous_r = db_int(&rows, 0) > 0 && db_int(&rows, 1) == db_int(&rows, 2) &&
                  db_int(&rows, 0) == db_int(&rows, 3);
    }
    return db_end(&rows);
}

enum status portee_de(struct db *db, const struct acteur *acteur, int64_t etablissement_id,
                      struct portee *portee_r)
{
    if (acteur_est_officier(acteur)) {
        *portee_r = (struct portee){.etablissement_id = etablissement_id};
        return STATUS_OK;
    }
    bool tous = acteur->tous_les_sites;
    int64_t premier = acteur->etablissement_id;
    TRY(acteur->login_id ? STATUS_OK : lire_sites(db, acteur->compte_id, &tous, &premier));
    *portee_r = (struct portee){
        .compte_id = acteur->compte_id, .etablissement_id = tous ? premier : 0, .sites = !tous};
    return STATUS_OK;
}

enum portee_etendue portee_etendue(const struct portee *portee, int64_t *id_r)
{
    if (portee->sites) {
        *id_r = portee->compte_id;
        return PORTEE_COMPTE;
    }
    *id_r = portee->etablissement_id;
    return portee->etablissement_id ? PORTEE_ETABLISSEMENT : PORTEE_TOUT;
}
