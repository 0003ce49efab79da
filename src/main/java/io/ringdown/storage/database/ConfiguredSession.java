package io.ringdown.storage.database;

import io.ringdown.config.RingdownSettings;
import org.eclipse.persistence.sessions.JNDIConnector;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionCustomizer;

/**
 * What gives EclipseLink the server's data source in place of the one in {@code persistence.xml},
 * where the configuration names one: no descriptor of the WAR can. Its failures are prompt.
 */
public final class ConfiguredSession implements SessionCustomizer {
  /** Made by EclipseLink. */
  public ConfiguredSession() {}

  @Override
  public void customize(Session session) {
    new PromptFailure().customize(session);
    var settings = RingdownSettings.load().database();
    if (settings.jndi() != null) {
      session.getLogin().setConnector(new JNDIConnector(new ConfiguredDataSource(settings)));
    }
  }
}
