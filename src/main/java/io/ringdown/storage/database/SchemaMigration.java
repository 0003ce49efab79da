package io.ringdown.storage.database;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.migration.JavaMigration;

/** What brings the tables to the shape that this version of Ringdown needs. */
public final class SchemaMigration {
  private static final Logger LOG = System.getLogger(SchemaMigration.class.getName());

  private final DataSource database;
  private final JavaMigration[] written;

  /**
   * @param written the migrations that SQL cannot tell
   */
  public SchemaMigration(DataSource database, JavaMigration... written) {
    this.database = database;
    this.written = written.clone();
  }

  /**
   * Runs what has not run yet; of several nodes that start together one does it and the others
   * wait. A schema of a later version is left alone.
   *
   * @throws org.flywaydb.core.api.FlywayException when it cannot
   */
  public void run() {
    var result =
        Flyway.configure(SchemaMigration.class.getClassLoader())
            .dataSource(database)
            .locations("classpath:db/migration")
            .javaMigrations(written)
            .cleanDisabled(true)
            .load()
            .migrate();
    LOG.log(
        Level.INFO,
        "RD-2002 database schema is at version {0}, {1} migrations were run",
        result.targetSchemaVersion == null
            ? result.initialSchemaVersion
            : result.targetSchemaVersion,
        result.migrationsExecuted);
  }
}
