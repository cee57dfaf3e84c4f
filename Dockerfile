FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

RUN groupadd --gid 10001 zhengxie \
    && useradd --uid 10001 --gid zhengxie --no-create-home --shell /usr/sbin/nologin zhengxie \
    && install -d -o zhengxie -g zhengxie -m 0750 /data

WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY . ./

ENV ZHENGXIE_ENV=production \
    DATA_DIR=/data
USER zhengxie
VOLUME /data
EXPOSE 8000
