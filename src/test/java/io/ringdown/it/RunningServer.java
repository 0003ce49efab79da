package io.ringdown.it;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The server that the build chose for the tests, and where to find it. A test class needs one
 * method: {@code @Deployment(testable = false) static WebArchive ringdown() { return
 * RunningServer.ringdown(); }}.
 */
public final class RunningServer {
  private RunningServer() {}

  /** The WAR as it is shipped. */
  public static WebArchive ringdown() {
    File war = target().resolve("ringdown.war").toFile();
    return ShrinkWrap.create(ZipImporter.class, "ROOT.war").importFrom(war).as(WebArchive.class);
  }

  /** Whether the suite runs on WildFly, and so on PostgreSQL. */
  public static boolean isWildFly() {
    return property("server").equals("wildfly");
  }

  /** The address of a path of the application, such as {@code /v1/accounts}. */
  public static URI at(String path) {
    return loopback(port("http-port"), path);
  }

  /**
   * The address of a health check, such as {@code /health/ready}: WildFly has its own port for it.
   */
  public static URI healthAt(String path) {
    return loopback(port(isWildFly() ? "management-port" : "http-port"), path);
  }

  /** Where Twilio believes that the server is. */
  static String publicUrl() {
    return property("public-url");
  }

  static String adminToken() {
    return property("admin-token");
  }

  /** The file in which the server looks for the fakes' certificate authority. */
  static Path caFile() {
    return target().resolve("it").resolve("ca.pem");
  }

  /** The port on which the server looks for FCM. */
  public static int fcmPort() {
    return port("fcm-port");
  }

  /** The port on which the server looks for APNs. */
  static int apnsPort() {
    return port("apns-port");
  }

  /** The port on which the server looks for APNs for apps under development. */
  static int apnsSandboxPort() {
    return port("apns-sandbox-port");
  }

  static int postgresPort() {
    return port("postgres-port");
  }

  static Path target() {
    return Path.of(property("target"));
  }

  private static URI loopback(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static int port(String name) {
    return Integer.parseInt(property(name));
  }

  private static String property(String name) {
    String value = System.getProperty("io.ringdown.it." + name);
    if (value == null) {
      throw new IllegalStateException("io.ringdown.it." + name + " is set by the build only");
    }
    return value;
  }
}
