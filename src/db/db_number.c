/* What a statement tells by one number. */
#include "db.h"

enum status db_number(struct db *db, const struct statement *statement, int64_t *number_r,
                      const struct db_bind *binds, size_t n)
{
    int64_t number = 0;
    struct db_rows rows;
    db_query(db, statement, &rows, binds, n);
    bool found = db_next(&rows);
    if (found) {
        number = statement->columns[0] == 'b' ? db_bool(&rows, 0) : db_int(&rows, 0);
    }
    TRY(db_end(&rows));
    if (found) {
        *number_r = number;
    }
    return STATUS_OK;
}
