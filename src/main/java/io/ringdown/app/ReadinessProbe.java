package io.ringdown.app;

import io.ringdown.delivery.CallDispatcher;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says whether calls are taken: the database answers, and the node is not about to stop. */
@Readiness
@ApplicationScoped
public class ReadinessProbe implements HealthCheck {
  private static final int DATABASE_ANSWERS_WITHIN_SECONDS = 2;

  @Resource(lookup = "java:app/jdbc/ringdown")
  DataSource database;

  @Inject CallDispatcher dispatcher;

  @Override
  public HealthCheckResponse call() {
    var answers = databaseAnswers();
    return HealthCheckResponse.named("ringdown")
        .withData("database", answers ? "up" : "down")
        .withData("deliveries_under_way", dispatcher.underWay())
        .status(answers && dispatcher.hasRoom())
        .build();
  }

  private boolean databaseAnswers() {
    try (var connection = database.getConnection()) {
      return connection.isValid(DATABASE_ANSWERS_WITHIN_SECONDS);
    } catch (SQLException e) {
      return false;
    }
  }
}
