package io.ringdown.storage.database;

import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * What makes EclipseLink tell at once that the database is away. Left alone it sleeps five seconds
 * and tries again, three times, on the thread of a caller who wants his 503 now.
 */
public final class PromptFailure implements SessionCustomizer {
  /** Made by EclipseLink. */
  public PromptFailure() {}

  @Override
  public void customize(Session session) {
    var login = session.getLogin();
    login.setQueryRetryAttemptCount(0);
    login.setDelayBetweenConnectionAttempts(0);
  }
}
