package io.ringdown.storage;

import io.ringdown.storage.binding.TagMigration;
import io.ringdown.storage.database.SchemaMigration;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import javax.sql.DataSource;

/**
 * What migrates the schema when the application starts. A bean that needs the tables at its own
 * start is {@code @DependsOn("SchemaService")}.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class SchemaService {
  @Resource(lookup = "java:app/jdbc/ringdown")
  @SuppressWarnings("NullAway.Init")
  private DataSource database;

  @PostConstruct
  void migrate() {
    new SchemaMigration(database, new TagMigration()).run();
  }
}
