import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Writes down every request that reaches it, one JSON line each, before it answers with that same line.
 *
 * The query steers the answer: `down=N` sends N bytes instead of the record, `hold=N` answers after N milliseconds,
 * `pause=N` waits N milliseconds after every MiB of the request body (a slow reader).
 */
public final class RecordingServlet extends HttpServlet {
    private static final int BLOCK = 65_536;
    private static final Object RECORD_LOCK = new Object();
    private static final ScheduledExecutorService TIMER = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "hold");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Body body = new Body();
        boolean complete = false;
        byte[] line;
        try {
            body.readAll(request.getInputStream(), number(request, "pause"));
            line = line(request, body, true);
            boolean isOpenEnded = body.count > 0 && request.getContentLengthLong() < 0;
            complete = hasItsLength(request, body) && (!isOpenEnded || canBeAnswered(request, response, line));
        } finally {
            // Also what broke off: a request that reached this place has reached it.
            record(line(request, body, complete));
        }
        long hold = number(request, "hold");
        if (hold > 0) {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            TIMER.schedule(() -> answerLater(context, request, line), hold, TimeUnit.MILLISECONDS);
        } else {
            answer(request, response, line);
        }
    }

    private static boolean hasItsLength(HttpServletRequest request, Body body) {
        return request.getContentLengthLong() < 0 || request.getContentLengthLong() == body.count;
    }

    /**
     * Sends the first octet of the answer. Tomcat shows a stream that was reset before its body was read as one that
     * has ended; only writing content to it tells the two apart where there is no length.
     */
    private static boolean canBeAnswered(HttpServletRequest request, HttpServletResponse response, byte[] line) {
        if (number(request, "hold") > 0) return true;
        try {
            response.setContentLength(line.length);
            response.getOutputStream().write(line, 0, 1);
            response.flushBuffer();
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    private static void answerLater(AsyncContext context, HttpServletRequest request, byte[] line) {
        try {
            answer(request, (HttpServletResponse) context.getResponse(), line);
        } catch (IOException gone) {
            // The client left; there is nobody to tell.
        } finally {
            context.complete();
        }
    }

    private static void answer(HttpServletRequest request, HttpServletResponse response, byte[] line)
            throws IOException {
        long down = number(request, "down");
        OutputStream out = response.getOutputStream();
        if (down < 0) {
            int begun = response.isCommitted() ? 1 : 0;
            if (begun == 0) response.setContentLength(line.length);
            out.write(line, begun, line.length - begun);
            return;
        }
        // Without a length the answer is chunked, or ends with its stream.
        if (number(request, "length") != 0) response.setContentLengthLong(down);
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) block[i] = (byte) (i * 31 + i / 256);
        for (long left = down; left > 0; left -= BLOCK) out.write(block, 0, (int) Math.min(left, BLOCK));
    }

    /** The number behind `name=` in the query, or -1: the body may be a form, so getParameter must not be asked. */
    private static long number(HttpServletRequest request, String name) {
        String query = request.getQueryString();
        if (query == null) return -1;
        for (String part : query.split("&")) {
            if (part.startsWith(name + "=") && part.substring(name.length() + 1).matches("[0-9]{1,12}")) {
                return Long.parseLong(part.substring(name.length() + 1));
            }
        }
        return -1;
    }

    private static void record(byte[] line) throws IOException {
        synchronized (RECORD_LOCK) {
            try (FileOutputStream out = new FileOutputStream(System.getProperty("trial.record"), true)) {
                out.write(line);
            }
        }
    }

    private byte[] line(HttpServletRequest request, Body body, boolean complete) {
        StringBuilder json = new StringBuilder("{");
        json.append("\"servlet\":").append(quoted(getServletName()));
        json.append(",\"method\":").append(quoted(request.getMethod()));
        json.append(",\"uri\":").append(quoted(request.getRequestURI()));
        json.append(",\"query\":").append(quoted(request.getQueryString()));
        json.append(",\"pathInfo\":").append(quoted(request.getPathInfo()));
        json.append(",\"protocol\":").append(quoted(request.getProtocol()));
        json.append(",\"scheme\":").append(quoted(request.getScheme()));
        json.append(",\"peerPort\":").append(request.getRemotePort());
        json.append(",\"fields\":[");
        String comma = "";
        for (String name : java.util.Collections.list(request.getHeaderNames())) {
            for (String value : java.util.Collections.list(request.getHeaders(name))) {
                json.append(comma).append('[').append(quoted(name)).append(',').append(quoted(value)).append(']');
                comma = ",";
            }
        }
        json.append("],\"bodyBytes\":").append(body.count);
        json.append(",\"bodySHA256\":\"").append(body.hexadecimal()).append('"');
        json.append(",\"complete\":").append(complete).append("}\n");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        if (text == null) return "null";
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') json.append('\\').append(c);
            else if (c < 0x20 || c > 0x7e) json.append(String.format("\\u%04x", (int) c));
            else json.append(c);
        }
        return json.append('"').toString();
    }

    /** Counts and hashes a body as it arrives; never holds it. */
    private static final class Body {
        private final MessageDigest digest;
        private long count = 0;
        private String hexadecimal;

        Body() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        void readAll(InputStream in, long pauseMilliseconds) throws IOException {
            byte[] block = new byte[BLOCK];
            long nextPause = 1 << 20;
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
                count += read;
                if (pauseMilliseconds > 0 && count >= nextPause) {
                    nextPause += 1 << 20;
                    pause(pauseMilliseconds);
                }
            }
        }

        String hexadecimal() {
            if (hexadecimal == null) hexadecimal = HexFormat.of().formatHex(digest.digest());
            return hexadecimal;
        }

        private static void pause(long milliseconds) throws IOException {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        }
    }
}
