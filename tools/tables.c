/* Prints docs/tables.md: the tables of a base that the migrations made, and what refers to what
 * (script/dessins). */
#include "schema.h"

#include <stdio.h>
#include <string.h>

static const struct schema_reference *reference_of(const struct schema *schema, const char *table,
                                                   const char *column)
{
    for (size_t i = 0; i < schema->reference_n; i++) {
        const struct schema_reference *reference = &schema->references[i];
        if (strcmp(reference->table, table) == 0 && strcmp(reference->column, column) == 0) {
            return reference;
        }
    }
    return NULL;
}

static void draw_references(const struct schema *schema)
{
    puts("```mermaid\nerDiagram");
    for (size_t i = 0; i < schema->n; i++) {
        const struct schema_table *table = &schema->tables[i];
        for (size_t c = 0; c < table->n; c++) {
            const char *column = table->columns[c].name;
            const struct schema_reference *reference = reference_of(schema, table->name, column);
            if (reference != NULL) {
                printf("    %s ||--o{ %s : %s\n", reference->parent, table->name, column);
            }
        }
    }
    puts("```\n");
}

static void list_columns(const struct schema *schema, const struct schema_table *table)
{
    for (size_t c = 0; c < table->n; c++) {
        const struct schema_column *column = &table->columns[c];
        const struct schema_reference *reference = reference_of(schema, table->name, column->name);
        const char *mark = column->key > 0 ? "**" : "";
        printf("%s%s%s%s", c > 0 ? ", " : "", mark, column->name, mark);
        if (reference != NULL) {
            printf(" → %s", reference->parent);
        }
    }
}

int main(void)
{
    struct arena *arena = arena_create(0);
    struct schema schema;
    if (schema_expected(arena, &schema) != STATUS_OK) {
        arena_destroy(arena);
        return 1;
    }
    puts("# The tables\n\nDrawn by `script/dessins` from the base that `migrations/` make; why a "
         "table "
         "is as it is stands there. Days are ISO\ntexts, instants whole seconds since 1970.\n");
    draw_references(&schema);
    puts("| Table | Columns (**key**, → the table referred to) |\n|---|---|");
    for (size_t i = 0; i < schema.n; i++) {
        printf("| %s | ", schema.tables[i].name);
        list_columns(&schema, &schema.tables[i]);
        puts(" |");
    }
    arena_destroy(arena);
    return fflush(stdout) != 0;
}
