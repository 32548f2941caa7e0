# Partwell in a container: pinned packages by their hashes, no root.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PARTWELL_DATA=/data PARTWELL_CACHE=/partwell/cache
WORKDIR /partwell
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes --requirement requirements.txt \
 && useradd --system --uid 10001 --home-dir /partwell partwell \
 && install -d -o partwell /data /partwell/cache
COPY knowledge ./knowledge
COPY actions ./actions
COPY bot ./bot

USER partwell
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:3000/ready', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "bot"]
# every address inside of the container; what is reachable from outside is decided where it is started
CMD ["run", "--host", "0.0.0.0"]
